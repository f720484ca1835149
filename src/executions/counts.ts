import type { Context } from "~/context.ts";
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

const WAITING = "SELECT count(*) AS n FROM executions INDEXED BY executions_by_status WHERE status = 'waiting'";
const ACTIVE = `
  SELECT backend, count(*) AS n FROM attempts INDEXED BY attempts_live
  WHERE status IN ('starting', 'running') GROUP BY backend`;
