import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { isFull } from "~/executions/index.ts";
import { jsonText } from "~/http/json.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { spanIdOf, type Trace } from "~/kit/trace.ts";
import type { Event, TriggerRow } from "~/triggers/index.ts";
import { findDuplicate, type Identity, remember } from "./dedupe.ts";
import { holdAgainst } from "./hold.ts";
import { describeEvent, executionsOf, type Origin, type Receipt, type Source, type Verdict } from "./model.ts";
import { redactHeaders } from "./redact-headers.ts";
import { getDelivery } from "./store.ts";
import { deliveries } from "./tables.ts";

/** A delivery that somebody vouches for: its signature, a person's key, or a trigger that asks for neither. */
export interface Arrival {
  source: Source;
  origin: Origin;
  headers: Headers;
  raw: Uint8Array;
  event: Event;
  /** The receiver it came to, when that is one trigger's own. */
  trigger_id?: string;
  replay_of?: string;
  triggers: readonly TriggerRow[];
  verified: boolean;
  known: Identity;
}

/**
 * Takes a delivery: dedupes, holds it against each trigger and queues what it starts. Resolves when all of it is
 * on the disk, so that what is answered 202 is never lost. `also` writes in it too.
 */
export function receive(
  ctx: Context,
  scope: Scope,
  arrival: Arrival,
  also: (tx: Tx, id: string) => void = () => {},
): Promise<Receipt> {
  const { source, origin, event, trigger_id, replay_of, raw, verified, known, triggers } = arrival;
  const id = ctx.newId("delivery");
  const { request_id, address, trace } = scope;
  const began = ctx.clock.now();
  return ctx.db.shared((tx, after) => {
    // Anybody could have sent what nobody signed, and a person who sends one again means it.
    const identity = verified && origin === "sent" ? known : undefined;
    const duplicate_of = identity && findDuplicate(ctx, identity);
    const waits = duplicate_of === undefined && isFull(ctx);
    const held = { id, event, request_id, known: identity, verified };
    const started = duplicate_of !== undefined || waits ? [] : triggers;
    const { verdicts, status, hops } = holdAgainst(ctx, tx, after, started, held);
    const told = duplicate_of ? "duplicate" : waits ? "waiting" : status;
    const trigger_ids = triggers.map((trigger) => trigger.id);
    ctx.db.insert(deliveries, {
      ...{ id, source, origin, status: told, trigger_id, replay_of, verified, duplicate_of, verdicts, hops },
      ...describeEvent(event),
      ...{ dedupe_key: known.key.key, body_hash: known.body_hash, body: Buffer.from(raw) },
      ...{ headers: redactHeaders(arrival.headers), address, request_id, received_at: ctx.clock.iso() },
      backlog: waits
        ? {
            trigger_ids,
            ...{ may_write: event.may_write, caused_by: event.caused_by, trace },
            ...(identity && { known: identity }),
          }
        : null,
    });
    if (waits && identity) remember(ctx, identity, id, []);
    rememberStarted(ctx, identity, id, verdicts);
    also(tx, id);
    after(() => {
      ctx.metrics.deliveries.inc({ source, result: told });
      tellOf(ctx, id, source, trace, began);
    });
    const execution_ids = executionsOf(duplicate_of ? getDelivery(tx, duplicate_of) : { verdicts });
    return { delivery_id: id, status: told, execution_ids, ...(duplicate_of && { duplicate_of }) };
  });
}

function tellOf({ spans, clock }: Context, id: string, source: Source, trace: Trace, start: number): void {
  const attributes = { "agented.delivery.id": id, "agented.source": source };
  spans?.add({ name: "delivery", ...trace, span_id: spanIdOf(id), server: true, start, end: clock.now(), attributes });
}

/** Only what has started something is a repetition when it comes again. */
export function rememberStarted(ctx: Context, known: Identity | undefined, id: string, verdicts: Verdict[]): void {
  const started = verdicts.filter(({ execution_id }) => execution_id !== undefined);
  if (!known || started.length === 0) return;
  const trigger_ids = started.map(({ trigger_id }) => trigger_id);
  remember(ctx, known, id, trigger_ids);
}

export function parseBody(raw: Uint8Array): unknown {
  const text = jsonText(raw, { lenient: true });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault("invalid", "The body must be JSON.", {
      cause,
      errors: [{ path: "body", message: "must be JSON" }],
    });
  }
}

const CHALLENGE_LIMIT = 1_000;

/** The answer a sender expects who checks that it reaches the right place. */
export function challengeOf(payload: unknown): string | undefined {
  const asked = payload as { type?: unknown; challenge?: unknown } | null;
  if (asked?.type !== "url_verification" || typeof asked.challenge !== "string") return undefined;
  if (asked.challenge.length <= CHALLENGE_LIMIT) return asked.challenge;
  const message = `must have at most ${CHALLENGE_LIMIT} characters`;
  throw new Fault("invalid", `challenge: ${message}`, { errors: [{ path: "challenge", message }] });
}
