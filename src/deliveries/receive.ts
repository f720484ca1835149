import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { fire, sourceOf, type TriggerRow } from "~/triggers/index.ts";
import { findDuplicate, findSameBody, remember } from "./dedupe.ts";
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

/**
 * Takes a delivery that somebody vouched for: dedupes, holds it against each trigger and queues what it starts. One
 * durable transaction, so that what is answered 202 is never lost. Throws a Fault `invalid` for a body that is no JSON.
 */
export function receive(ctx: Context, scope: Scope, inbound: Inbound, vouched: Vouched): Receipt {
  const payload = parseBody(inbound.raw);
  const source = inbound.trigger_id ?? "webhook";
  const key = dedupeKey(inbound.headers, inbound.raw);
  const body_hash = bodyHash(inbound.raw);
  const id = ctx.newId("delivery");
  const { verified } = vouched;
  return ctx.db.tx(
    (tx, after) => {
      const duplicate_of = verified ? findDuplicate(ctx, tx, source, key.key) : undefined;
      const suspect = verified && key.given && !vouched.id_signed && !duplicate_of;
      const replay_of = suspect ? findSameBody(ctx, tx, body_hash, key.key) : undefined;
      const held = { id, payload, verified, replay_of, scope };
      const verdicts = duplicate_of ? [] : vouched.triggers.map((trigger) => hold(ctx, tx, after, trigger, held));
      const execution_ids = verdicts.flatMap(({ execution_id }) => execution_id ?? []);
      const status = statusOf(duplicate_of, replay_of, execution_ids);
      tx.insert(deliveries)
        .values({
          ...{ id, source: "webhook", status, trigger_id: inbound.trigger_id, verified, duplicate_of },
          ...{ dedupe_key: key.key, body_hash, headers: redactHeaders(inbound.headers), body: Buffer.from(inbound.raw) },
          ...{ address: scope.address, verdicts, request_id: scope.request_id, received_at: ctx.clock.iso() },
        })
        .run();
      if (verified && execution_ids.length > 0) remember(ctx, tx, source, key, id);
      return { delivery_id: id, status, execution_ids, ...(duplicate_of && { duplicate_of }) };
    },
    { durable: true },
  );
}

interface Held {
  id: string;
  payload: unknown;
  verified: boolean;
  replay_of: string | undefined;
  scope: Scope;
}

function hold(ctx: Context, tx: Tx, after: After, trigger: TriggerRow, held: Held): Verdict {
  const { id: trigger_id } = trigger;
  if (!trigger.enabled) return { trigger_id, holds: false, why: "the trigger is disabled" };
  const { holds, why } = sourceOf(trigger.source).holds(trigger.source, held.payload);
  if (!holds) return { trigger_id, holds, why };
  if (held.replay_of !== undefined && !trigger.allow_replays) {
    const sentence = `its body came before as ${held.replay_of}, under another id, and allow_replays is off`;
    return { trigger_id, holds: false, why: sentence };
  }
  const { id: delivery_id, verified, payload, scope } = held;
  const cause = { origin: "webhook", request_id: scope.request_id, delivery_id, verified } as const;
  const submitted = fire(ctx, tx, after, trigger, { payload }, cause);
  return { trigger_id, holds, ...("skipped" in submitted ? { why: submitted.skipped } : { ...submitted, why }) };
}

function statusOf(duplicateOf: string | undefined, replayOf: string | undefined, executionIds: string[]) {
  if (duplicateOf) return "duplicate" as const;
  if (executionIds.length > 0) return "accepted" as const;
  return replayOf ? ("suspected_replay" as const) : ("ignored" as const);
}

function parseBody(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
  } catch (cause) {
    throw new Fault("invalid", "The body must be JSON in UTF-8.", { cause });
  }
}

/** The answer a sender expects who checks that it reaches the right place. */
export function challengeOf(raw: Uint8Array): string | undefined {
  const payload = parseBody(raw) as { type?: unknown; challenge?: unknown } | null;
  const asked = payload?.type === "url_verification" && typeof payload.challenge === "string";
  return asked ? String(payload.challenge).slice(0, 1_000) : undefined;
}
