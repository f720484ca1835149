import { and, asc, eq, isNotNull, isNull, lte, min } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import { followExecutions, isFinished } from "~/executions/index.ts";
import { startTicker } from "~/schedule/ticker.ts";
import { beginRun } from "./begin.ts";
import { RUNS } from "./bells.ts";
import { type Course, changeRow, nodeOf, openCourse, rowOf } from "./course.ts";
import { end } from "./end.ts";
import { outcomeOfExecution, outcomeOfRun } from "./judge.ts";
import { kindOf } from "./kinds/index.ts";
import type { Outcome } from "./kinds/kind.ts";
import { proceed } from "./proceed.ts";
import { isEnd } from "./status.ts";
import { stopRun } from "./stop.ts";
import type { NodeRow } from "./store.ts";
import { run_nodes, runs } from "./tables.ts";

const IDLE_MS = 60_000;
const RETRY_MS = 1_000;
const LATE = { status: "timed_out", reason: "timeout", detail: "The run took longer than its timeout." } as const;

/** Runs go on where they are: by what becomes of their executions, and by the clock. */
export function startWorkflows(ctx: Context): void {
  followExecutions(ctx, "workflows", (tx, after, { execution, status }) => {
    const found = tx.select().from(run_nodes).where(eq(run_nodes.execution_id, execution.id)).get();
    if (!found || isEnd(found.status)) return;
    const course = openCourse(ctx, tx, after, found.run_id);
    const row = rowOf(course, found.node_id, found.item) ?? found;
    if (isFinished(status)) {
      end(course, row, outcomeOfExecution(ctx, nodeOf(course, row), execution));
      proceed(course);
    } else changeRow(course, row, { status });
  });
  let rung = false;
  const ticker = startTicker(ctx.clock, () => {
    rung = false;
    const next = look(ctx);
    // What it has begun may have rung already, and would not be heard.
    return rung ? ctx.clock.now() : next;
  });
  const off = ctx.bells.on(RUNS, () => {
    rung = true;
    ticker.ring();
  });
  ctx.disposer.defer(() => {
    off();
    ticker.stop();
  });
}

/** Does what is due; answers when to look again. */
function look(ctx: Context): number {
  try {
    doDue(ctx);
    return Math.min(ctx.clock.now() + IDLE_MS, ...nextDue(ctx.db.orm));
  } catch (err) {
    ctx.log.error({ err }, "a run of a workflow cannot go on; trying again");
    return ctx.clock.now() + RETRY_MS;
  }
}

/** Each run in a transaction of its own. */
function doDue(ctx: Context): void {
  const { orm } = ctx.db;
  const now = ctx.clock.iso();
  const queued = and(eq(runs.status, "queued"), isNull(runs.ended_at));
  for (const { id } of orm.select({ id: runs.id }).from(runs).where(queued).orderBy(asc(runs.id)).all())
    ctx.db.tx((tx, after) => beginRun(ctx, tx, after, id));
  for (const { id } of orm
    .select({ id: runs.id })
    .from(runs)
    .where(and(COUNTING, lte(runs.deadline_at, now)))
    .all())
    ctx.db.tx((tx, after) => stopRun(openCourse(ctx, tx, after, id), LATE));
  const due = and(OPEN, lte(run_nodes.due_at, now));
  for (const { run_id } of orm.selectDistinct({ run_id: run_nodes.run_id }).from(run_nodes).where(due).all())
    ctx.db.tx((tx, after) => goOn(openCourse(ctx, tx, after, run_id), now));
}

const COUNTING = and(isNull(runs.ended_at), isNull(runs.clock_stopped_at));
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

function goOn(course: Course, now: string): void {
  for (const row of [...course.rows.values()]) {
    if (isEnd(row.status) || row.due_at === null || row.due_at > now) continue;
    const outcome = dueOutcome(course, row);
    if (outcome) end(course, row, outcome);
    else changeRow(course, row, { due_at: null });
  }
  proceed(course);
}

/** What it means for a node that its time has come; undefined when it may only begin. */
function dueOutcome(course: Course, row: NodeRow): Outcome | undefined {
  if (row.status === "queued") return undefined;
  if (row.child_run_id) return outcomeOfRun(course.tx, row.child_run_id);
  const node = nodeOf(course, row);
  return kindOf(node).due?.(node);
}
