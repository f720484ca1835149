import type { Context } from "~/context.ts";
import type { After } from "~/db/tx.ts";
import { executionBell } from "./bells.ts";
import type { Reason } from "./status.ts";

/** Rows a transaction changes at most: ten thousand at once would keep everybody else waiting. */
export const SLICE = 100;

/**
 * At most so many of the lane, the first ones first, do not start before `until`: said on every row, so that it holds
 * over a restart. Answers how many there were.
 */
export function holdLane(
  ctx: Context,
  after: After,
  lane: string,
  { until, reason, detail }: { until: string; reason: Reason; detail: string },
  most: number,
): number {
  const held = ctx.db.sqlite
    .query<{ id: string }, [string, string, string, string, number]>(HOLD)
    .all(until, reason, detail, lane, most);
  ringAll(ctx, after, held);
  return held.length;
}

/** Lets go whose time has come, the oldest first; true when there was any. */
export function releaseDue(ctx: Context, after: After): boolean {
  const now = ctx.clock.iso();
  return (nextRelease(ctx) ?? FAR) <= now && release(ctx, after, "", now);
}

/** Something changed about the accounts: whoever waits for a reset may look again. */
export function releaseLimited(ctx: Context, after: After): boolean {
  return release(ctx, after, "limit", FAR);
}

function release(ctx: Context, after: After, held: "" | "limit", until: string): boolean {
  const released = ctx.db.sqlite
    .query<{ id: string }, [string, string, string, number]>(RELEASE)
    .all(until, held, held, SLICE);
  ringAll(ctx, after, released);
  return released.length > 0;
}

/** When the first of those that are held may be looked at again. */
export function nextRelease({ db: { sqlite } }: Context): string | undefined {
  return sqlite.query<{ at: string | null }, []>(NEXT).get()?.at ?? undefined;
}

function ringAll(ctx: Context, after: After, rows: { id: string }[]): void {
  after(() => {
    for (const { id } of rows) ctx.bells.ring(executionBell(id));
  });
}

const FAR = "9999";

const HOLD = `
  UPDATE executions SET not_before = ?, held = 'limit', reason = ?, detail = ?
  WHERE id IN (
    SELECT id FROM executions INDEXED BY executions_ready
    WHERE status = 'queued' AND not_before IS NULL AND lane = ? ORDER BY priority DESC, id LIMIT ?
  ) RETURNING id`;

const RELEASE = `
  UPDATE executions SET not_before = NULL, held = NULL,
    reason = CASE held WHEN 'limit' THEN NULL ELSE reason END,
    detail = CASE held WHEN 'limit' THEN NULL ELSE detail END
  WHERE id IN (
    SELECT id FROM executions INDEXED BY executions_held
    WHERE status = 'queued' AND not_before IS NOT NULL AND not_before <= ? AND (? = '' OR held = ?)
    ORDER BY not_before, rowid LIMIT ?
  ) RETURNING id`;

const NEXT = `
  SELECT min(not_before) AS at FROM executions INDEXED BY executions_held
  WHERE status = 'queued' AND not_before IS NOT NULL`;
