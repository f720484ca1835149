import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { isFull } from "~/executions/index.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { fire, sourceOf, type TriggerRow } from "~/triggers/index.ts";
import { findDuplicate, findReplay, type Identity, remember } from "./dedupe.ts";
import { bodyHash, dedupeKey } from "./dedupe-key.ts";
import type { Receipt, Verdict } from "./model.ts";
import { redactHeaders } from "./redact-headers.ts";
import { deliveries } from "./tables.ts";
import type { Vouched } from "./vouch.ts";

/** A request to a receiver, as its bytes. */
export interface Inbound {
  headers: Headers;
  raw: Uint8Array;
  /** The one trigger it was addressed to, when it came to that one's own receiver. */
  trigger_id?: string;
}

/** Who wants to know what signed deliveries say, whatever they start. It writes in their transaction, and never throws. */
export type Witness = (tx: Tx, payload: unknown) => void;

/**
 * Takes a delivery that somebody vouched for: dedupes, holds it against each trigger and queues what it starts. One
 * durable transaction, so that what is answered 202 is never lost. Throws a Fault `invalid` for a body that is no JSON.
 */
export function receive(ctx: Context, scope: Scope, inbound: Inbound, vouched: Vouched, witness?: Witness): Receipt {
  const payload = parseBody(inbound.raw);
  const { trigger_id, raw } = inbound;
  const { verified, id_signed } = vouched;
  const key = dedupeKey(inbound.headers, raw);
  const known: Identity = { source: trigger_id ?? senderOf(vouched), key, body_hash: bodyHash(raw), id_signed };
  const id = ctx.newId("delivery");
  return ctx.db.tx(
    (tx, after) => {
      const duplicate_of = verified ? findDuplicate(ctx, known) : undefined;
      const vouchedFor = verified ? known : undefined;
      const waits = duplicate_of === undefined && isFull(ctx);
      const held = { id, payload, request_id: scope.request_id, known: vouchedFor };
      const started = duplicate_of !== undefined || waits ? [] : vouched.triggers;
      const { verdicts, status } = holdAgainst(ctx, tx, after, started, held);
      const told = duplicate_of ? "duplicate" : waits ? "waiting" : status;
      const trigger_ids = vouched.triggers.map((trigger) => trigger.id);
      ctx.db.insert(deliveries, {
        ...{ id, source: "webhook", status: told, trigger_id, verified, duplicate_of, verdicts },
        ...{ dedupe_key: key.key, body_hash: known.body_hash, body: Buffer.from(raw) },
        ...{ headers: redactHeaders(inbound.headers), address: scope.address },
        ...{ request_id: scope.request_id, received_at: ctx.clock.iso() },
        backlog: waits ? { trigger_ids, ...(vouchedFor && { known: vouchedFor }) } : null,
      });
      if (verified) witness?.(tx, payload);
      if (waits && vouchedFor) remember(ctx, vouchedFor, id, []);
      rememberStarted(ctx, vouchedFor, id, verdicts);
      const execution_ids = verdicts.flatMap(({ execution_id }) => execution_id ?? []);
      return { delivery_id: id, status: told, execution_ids, ...(duplicate_of && { duplicate_of }) };
    },
    { durable: true },
  );
}

/** Only what has started something is a repetition when it comes again. */
export function rememberStarted(ctx: Context, known: Identity | undefined, id: string, verdicts: Verdict[]): void {
  const started = verdicts.filter(({ execution_id }) => execution_id !== undefined);
  if (!known || started.length === 0) return;
  const trigger_ids = started.map(({ trigger_id }) => trigger_id);
  remember(ctx, known, id, trigger_ids);
}

/** Who signed, by what he may start: another sender's ids are not his. */
function senderOf({ triggers }: Vouched): string {
  return `webhook ${triggers.map(({ id }) => id).join(" ")}`;
}

export interface Held {
  id: string;
  payload: unknown;
  request_id: string;
  /** Undefined for what nobody signed: it is no repetition, for anybody could have sent it. */
  known: Identity | undefined;
}

/** What the delivery means to each trigger, and what it starts. */
export function holdAgainst(ctx: Context, tx: Tx, after: After, triggers: readonly TriggerRow[], held: Held) {
  const verdicts = triggers.map((trigger) => hold(ctx, tx, after, trigger, held));
  return { verdicts, status: statusOf(verdicts) };
}

function hold(ctx: Context, tx: Tx, after: After, trigger: TriggerRow, held: Held): Verdict {
  const { id: trigger_id } = trigger;
  const { id: delivery_id, payload, request_id, known } = held;
  if (!trigger.enabled) return { trigger_id, holds: false, why: "the trigger is disabled" };
  const { holds, why } = sourceOf(trigger.source).holds(trigger.source, payload);
  if (!holds) return { trigger_id, holds, why };
  const replay_of = known && !trigger.allow_replays ? findReplay(ctx, trigger_id, known) : undefined;
  if (replay_of !== undefined) {
    const sentence = `its body came before as ${replay_of}, under another id, and allow_replays is off`;
    return { trigger_id, holds: false, replay_of, why: sentence };
  }
  const cause = { origin: "webhook", request_id, delivery_id, verified: known !== undefined } as const;
  const submitted = fire(ctx, tx, after, trigger, { payload }, cause);
  return { trigger_id, holds, ...("skipped" in submitted ? { why: submitted.skipped } : { ...submitted, why }) };
}

function statusOf(verdicts: Verdict[]) {
  if (verdicts.some(({ execution_id }) => execution_id !== undefined)) return "accepted" as const;
  return verdicts.some(({ replay_of }) => replay_of !== undefined)
    ? ("suspected_replay" as const)
    : ("ignored" as const);
}

export function parseBody(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
  } catch (cause) {
    const errors = [{ path: "body", message: "must be JSON in UTF-8" }];
    throw new Fault("invalid", "The body must be JSON in UTF-8.", { cause, errors });
  }
}

const CHALLENGE_LIMIT = 1_000;

/** The answer a sender expects who checks that it reaches the right place. */
export function challengeOf(raw: Uint8Array): string | undefined {
  const payload = parseBody(raw) as { type?: unknown; challenge?: unknown } | null;
  if (payload?.type !== "url_verification" || typeof payload.challenge !== "string") return undefined;
  if (payload.challenge.length <= CHALLENGE_LIMIT) return payload.challenge;
  const message = `must have at most ${CHALLENGE_LIMIT} characters`;
  throw new Fault("invalid", `challenge: ${message}`, { errors: [{ path: "challenge", message }] });
}
