import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { closeChange, type Event, fire, sourceOf, type TriggerRow } from "~/triggers/index.ts";
import { findReplay, type Identity } from "./dedupe.ts";
import { hopsOf } from "./loop.ts";
import { hasStarted, type Status, type Verdict } from "./model.ts";

export interface Held {
  id: string;
  event: Event;
  request_id: string;
  /** Undefined for what is no repetition whatever came before. */
  known: Identity | undefined;
  verified: boolean;
}

interface Told {
  verdicts: Verdict[];
  status: Status;
  hops: number;
}

/** What the delivery means to each trigger, and what it starts. */
export function holdAgainst(ctx: Context, tx: Tx, after: After, triggers: readonly TriggerRow[], held: Held): Told {
  const { hops, too_far } = hopsOf(tx, held.event);
  if (too_far !== undefined) {
    const verdicts = triggers.map(({ id }) => ({ trigger_id: id, holds: false, why: too_far }));
    return { verdicts, status: "loop", hops };
  }
  const verdicts = triggers.map((trigger) => hold(ctx, tx, after, trigger, held, hops));
  return { verdicts, status: statusOf(verdicts), hops };
}

function hold(ctx: Context, tx: Tx, after: After, trigger: TriggerRow, held: Held, hops: number): Verdict {
  const { id: trigger_id, source } = trigger;
  const { id: delivery_id, event, request_id, known, verified } = held;
  const kind = sourceOf(source);
  const { holds, why, read_only = false, closes } = kind.holds(source, event);
  if (!trigger.enabled) {
    const otherwise = holds ? `it would have held (${why})` : why;
    return { trigger_id, holds: false, why: `${otherwise}; the trigger is disabled` };
  }
  if (!holds && !closes) return { trigger_id, holds, why };
  const topic = kind.topic?.(event);
  if (!holds) {
    const closed = topic?.change && closeChange(ctx, tx, after, trigger_id, topic.change);
    return { trigger_id, holds, why: closed === undefined ? why : `${why}; ${closed}` };
  }
  const replay_of = known && !trigger.allow_replays ? findReplay(ctx, trigger_id, known) : undefined;
  if (replay_of !== undefined) {
    const sentence = `its body came before as ${replay_of}, under another id, and allow_replays is off`;
    return { trigger_id, holds: false, replay_of, why: sentence };
  }
  const origin = source.kind === "github" ? "github" : "webhook";
  const cause = { origin, request_id, delivery_id, read_only: read_only || !verified, hops, topic } as const;
  const submitted = fire(ctx, tx, after, trigger, { payload: event.payload, event: event.name }, cause);
  return { trigger_id, holds, ...("skipped" in submitted ? { why: submitted.skipped } : { ...submitted, why }) };
}

function statusOf(verdicts: Verdict[]): Status {
  if (verdicts.some(hasStarted)) return "accepted";
  return verdicts.some(({ replay_of }) => replay_of !== undefined) ? "suspected_replay" : "ignored";
}
