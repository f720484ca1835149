import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Chain } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { newTrace, spanIdOf } from "~/kit/trace.ts";
import { QUEUE } from "./bells.ts";
import { requestStop } from "./cancel.ts";
import { laneOf, queueDepth } from "./lanes.ts";
import { noteNews, ringChange } from "./news.ts";
import { placeFor } from "./project.ts";
import { setSlotLimit } from "./slots.ts";
import type { Reason } from "./status.ts";
import type { ExecutionRow } from "./store.ts";
import { supersede } from "./supersede.ts";
import { executions } from "./tables.ts";
import { writeTags } from "./tags.ts";

const FULL_RETRY_SECS = 30;

type Given =
  | "origin"
  | "request_id"
  | "backend_config"
  | "permissions"
  | "prompt"
  | "timeout_ms"
  | "retry_on_interrupt";
type Optional =
  | "trigger_id"
  | "template_revision"
  | "delivery_id"
  | "fire_id"
  | "retry_of"
  | "continues"
  | "fork"
  | "allowed_tools"
  | "slot"
  | "working_dir"
  | "shared_dir"
  | "priority"
  | "hops"
  | "group_id"
  | "tags"
  | "supersede_key"
  | "project_id"
  | "ref"
  | "allowed_actions";

/** One piece of work, whoever asks for it. */
export interface Submission extends Pick<ExecutionRow, Given>, Partial<Pick<ExecutionRow, Optional>> {
  /** Who may run it. */
  chain: Chain;
  /** Sets the limit of the slot; left out, that stays as it is. */
  slot_limit?: number | null;
  /** What to do when `slot_limit` executions of the slot are not finished. */
  overlap?: "queue" | "skip" | "cancel_previous";
  /** Why it cannot be run at all: it is written down as failed, so that somebody sees it. */
  failure?: { reason: Reason; detail: string };
}

export type Submitted = { execution_id: string } | { skipped: string };

/**
 * The only way into the queue: the row is written in the caller's transaction, and nothing is promised before that
 * commits. Skipped when the overlap policy says so.
 */
export function submit(ctx: Context, tx: Tx, after: After, submission: Submission): Submitted {
  const { overlap: _overlap, slot_limit, ...given } = submission;
  const [{ backend, model } = noEntry()] = given.chain.entries;
  if (given.slot && slot_limit !== undefined) setSlotLimit(ctx, tx, after, given.slot, slot_limit);
  // The id is made after it: who asks for what came since then finds this one too, for `since` goes by the id.
  const created_at = ctx.clock.iso();
  const id = ctx.newId("execution");
  const { failure = given.failure, ...place } = placeFor(ctx, tx, id, given);
  // What cannot run takes nobody's place.
  const skipped = failure ? undefined : makeWay(ctx, tx, after, submission);
  if (skipped !== undefined) return { skipped };
  const state = failure
    ? { status: "failed" as const, ...failure, ended_at: created_at }
    : { status: "queued" as const };
  const { failure: _, ...asked } = { ...given, ...place };
  const project = given.project_id ?? place.working_dir;
  const lane = laneOf(asked);
  ctx.db.insert(executions, {
    ...asked,
    ...state,
    ...traceOf(ctx, given),
    id,
    created_at,
    backend,
    model,
    project,
    lane,
  });
  writeTags(tx, id, given.tags);
  if (failure) noteNews(tx, id, "failed");
  after(() => {
    ctx.bells.ring(QUEUE);
    if (failure) ringChange(ctx, id);
  });
  return { execution_id: id };
}

/** Ends those whose place it takes, as its overlap and its key say; answers why it is skipped instead. */
function makeWay(ctx: Context, tx: Tx, after: After, submission: Submission): string | undefined {
  const { overlap = "queue", slot, slot_limit, supersede_key } = submission;
  if (overlap !== "queue" && slot) {
    const unfinished = unfinishedOf(tx, slot);
    const excess = unfinished.length + 1 - (slot_limit ?? 1);
    if (excess > 0 && overlap === "skip") return `${unfinished[0]} is not finished, and the trigger's overlap is skip.`;
    for (const id of unfinished.slice(0, Math.max(0, excess))) requestStop(ctx, tx, after, id, "superseded");
  }
  if (supersede_key) supersede(ctx, tx, after, supersede_key);
  return undefined;
}

/** Refuses when as many wait as may, or the disk is full. Whoever accepts what cannot be sent again keeps it until there is room instead. */
export function refuseWhenFull(ctx: Context): void {
  ctx.ballast.refuseWhenFull();
  if (!isFull(ctx)) return;
  throw new Fault("unavailable", `${ctx.config.MAX_QUEUE_DEPTH} executions wait already: come again later.`, {
    code: "queue_full",
    headers: { "Retry-After": String(FULL_RETRY_SECS) },
  });
}

/** To count them takes long where many wait: it is done again once so many rows were written as there was room. */
export function isFull({ db, config }: Context): boolean {
  const counted = db.prepared(neverCounted);
  const written = db.sqlite.query<{ n: number }, []>("SELECT total_changes() AS n").get()?.n ?? 0;
  if (written < counted.enough_until) return false;
  const room = config.MAX_QUEUE_DEPTH - queueDepth({ db });
  counted.enough_until = written + room;
  return room <= 0;
}

const neverCounted = () => ({ enough_until: 0 });

/** That of the request which asks for it. What a delivery starts hangs on the delivery, whose span has its id. */
function traceOf({ acting }: Context, { origin, delivery_id }: Pick<Submission, "origin" | "delivery_id">) {
  const asked = origin === "schedule" ? undefined : acting.getStore()?.trace;
  const { trace_id, parent_span_id = null } = asked ?? newTrace();
  const delivered = (origin === "webhook" || origin === "github") && delivery_id;
  return { trace_id, parent_span_id: delivered ? spanIdOf(delivered) : parent_span_id };
}

function noEntry(): never {
  throw new Error("a chain has at least one entry");
}

/** The oldest first. Each part by an index of its own, which SQLite sees only in literals. */
function unfinishedOf(tx: Tx, slot: string): string[] {
  const ids = (status: SQL) => {
    const rows = tx
      .select({ id: executions.id })
      .from(executions)
      .where(and(eq(executions.slot, slot), status))
      .all();
    return rows.map(({ id }) => id);
  };
  return [...ids(sql`status = 'queued'`), ...ids(sql`status IN ('starting', 'running', 'waiting')`)].sort();
}
