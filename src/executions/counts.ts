import type { Context } from "~/context.ts";
import { firstIdAt } from "~/kit/ids.ts";
import { queueDepth } from "./lanes.ts";

/** How many wait for their turn or for a person, and how many attempts have a process: each by an index of just these. */
export function countNow(ctx: Context) {
  const { sqlite } = ctx.db;
  return {
    queued: queueDepth(ctx),
    waiting: sqlite.query<{ n: number }, []>(WAITING).get()?.n ?? 0,
    active: sqlite.query<{ backend: string; n: number }, []>(ACTIVE).all(),
  };
}

/** Executions of the last week that ended otherwise than well at this instant or later, newest first. */
export function failedSince({ db, clock }: Context, since: string): string[] {
  const oldest = firstIdAt("execution", clock.now() - WEEK_MS);
  return db.sqlite
    .query<{ id: string }, [string, string]>(FAILED)
    .all(oldest, since)
    .map(({ id }) => id);
}

const WEEK_MS = 7 * 24 * 3_600_000;
/** By an index of each of these, and of few rows. */
const FAILED = `
  SELECT id FROM executions INDEXED BY executions_by_status
  WHERE status IN ('failed', 'timed_out', 'interrupted') AND id >= ? AND ended_at >= ? ORDER BY id DESC`;
const WAITING = "SELECT count(*) AS n FROM executions INDEXED BY executions_by_status WHERE status = 'waiting'";
const ACTIVE = `
  SELECT backend, count(*) AS n FROM attempts INDEXED BY attempts_live
  WHERE status IN ('starting', 'running') GROUP BY backend`;
