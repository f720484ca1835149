import { and, eq, isNotNull, isNull, lte, min } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import { followExecutions, isFinished } from "~/executions/index.ts";
import { startTicker } from "~/schedule/ticker.ts";
import { beginRun, runsWithRoom } from "./begin.ts";
import { RUNS } from "./bells.ts";
import { Calls } from "./calls.ts";
import { changeRow, nodeOf } from "./course.ts";
import { goOn } from "./due.ts";
import { end } from "./end.ts";
import { goingOn } from "./guard.ts";
import { outcomeOfExecution } from "./judge.ts";
import { proceed } from "./proceed.ts";
import { isEnd } from "./status.ts";
import { stopRun } from "./stop.ts";
import { run_nodes, runs } from "./tables.ts";

const IDLE_MS = 60_000;
const RETRY_MS = 1_000;
/** So many in one turn: a thousand that are due at once must not keep everybody else waiting. */
const MOST_AT_ONCE = 20;
const LATE = { status: "timed_out", reason: "timeout", detail: "The run took longer than its timeout." } as const;

/** Runs go on where they are: by what becomes of their executions, and by the clock. */
export function startWorkflows(ctx: Context): void {
  followExecutions(ctx, "workflows", (tx, after, { execution, status }) => {
    const of = { run_id: run_nodes.run_id, status: run_nodes.status };
    const found = tx.select(of).from(run_nodes).where(eq(run_nodes.execution_id, execution.id)).get();
    if (!found || isEnd(found.status) || found.status === status) return;
    goingOn(ctx, tx, after, found.run_id, (course) => {
      const row = [...course.rows.values()].find(({ execution_id }) => execution_id === execution.id);
      if (!row) return;
      if (isFinished(status)) end(course, row, outcomeOfExecution(ctx, nodeOf(course, row), execution));
      else changeRow(course, row, { status });
      proceed(course);
    });
  });
  const calls = new Calls(ctx);
  let rung = false;
  const ticker = startTicker(ctx.clock, () => {
    rung = false;
    const next = look(ctx, calls);
    // What it has begun may have rung already, and would not be heard.
    return rung ? ctx.clock.now() : next;
  });
  const off = ctx.bells.on(RUNS, () => {
    rung = true;
    ticker.ring();
  });
  ctx.disposer.defer(async () => {
    off();
    ticker.stop();
    await calls.close();
  });
}

/** Does what is due; answers when to look again. */
function look(ctx: Context, calls: Calls): number {
  try {
    if (doDue(ctx, calls)) return ctx.clock.now();
    return Math.min(ctx.clock.now() + IDLE_MS, ...nextDue(ctx.db.orm));
  } catch (err) {
    ctx.log.error({ err }, "a run of a workflow cannot go on; trying again");
    return ctx.clock.now() + RETRY_MS;
  }
}

/** Each run in a transaction of its own. True when there may be more. */
function doDue(ctx: Context, calls: Calls): boolean {
  const { orm } = ctx.db;
  const now = ctx.clock.iso();
  const queued = runsWithRoom(orm, MOST_AT_ONCE);
  for (const id of queued) ctx.db.tx((tx, after) => beginRun(ctx, tx, after, id));
  const overdue = and(COUNTING, lte(runs.deadline_at, now));
  const late = orm.select({ id: runs.id }).from(runs).where(overdue).limit(MOST_AT_ONCE).all();
  for (const { id } of late) ctx.db.tx((tx, after) => goingOn(ctx, tx, after, id, (course) => stopRun(course, LATE)));
  const { run_id } = run_nodes;
  const waiting = and(OPEN, lte(run_nodes.due_at, now));
  const due = orm.selectDistinct({ run_id }).from(run_nodes).where(waiting).limit(MOST_AT_ONCE).all();
  for (const { run_id } of due)
    ctx.db.tx((tx, after) => goingOn(ctx, tx, after, run_id, (course) => goOn(course, now, calls)));
  return [queued, late, due].some(({ length }) => length === MOST_AT_ONCE);
}

const COUNTING = and(isNull(runs.ended_at), isNotNull(runs.deadline_at), isNull(runs.clock_stopped_at));
const OPEN = and(isNull(run_nodes.ended_at), isNotNull(run_nodes.due_at));

function nextDue(orm: Orm): number[] {
  const node = orm
    .select({ at: min(run_nodes.due_at) })
    .from(run_nodes)
    .where(OPEN)
    .get();
  const run = orm
    .select({ at: min(runs.deadline_at) })
    .from(runs)
    .where(COUNTING)
    .get();
  return [node?.at, run?.at].flatMap((at) => (at ? [Date.parse(at)] : []));
}
