import { and, asc, eq, isNotNull, isNull, lte, min } from "drizzle-orm";
import { usageByAttempt } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import { type ExecutionRow, followExecutions, isFinished, linesAfter } from "~/executions/index.ts";
import { startTicker } from "~/schedule/ticker.ts";
import { beginRun } from "./begin.ts";
import { RUNS } from "./bells.ts";
import { type Course, changeRow, openCourse, rowOf } from "./course.ts";
import { kindOf, type Node } from "./kinds/index.ts";
import type { Outcome } from "./kinds/kind.ts";
import { end, nodeOf, proceed } from "./proceed.ts";
import { isEnd } from "./status.ts";
import { stopRun } from "./stop.ts";
import { getRun, nodesOf } from "./store.ts";
import { run_nodes, runs } from "./tables.ts";

const MOST_TEXT = 256 * 1024;
const IDLE_MS = 60_000;

/** Runs go on where they are: by what becomes of their executions, and by the clock. */
export function startWorkflows(ctx: Context): void {
  followExecutions(ctx, "workflows", (tx, after, { execution, status }) => {
    const found = tx.select().from(run_nodes).where(eq(run_nodes.execution_id, execution.id)).get();
    if (!found || isEnd(found.status)) return;
    const course = openCourse(ctx, tx, after, found.run_id);
    const row = rowOf(course, found.node_id, found.item);
    if (!row) return;
    if (!isFinished(status)) return void changeRow(course, row, { status });
    end(course, row, judged(ctx, nodeOf(course, row), execution));
    proceed(course);
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

/** Does what is due, each in a transaction of its own; answers when the next is. */
function look(ctx: Context): number {
  const { orm } = ctx.db;
  const now = ctx.clock.iso();
  for (const { id } of orm
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.status, "queued"), isNull(runs.ended_at)))
    .orderBy(asc(runs.id))
    .all())
    ctx.db.tx((tx, after) => beginRun(ctx, tx, after, id));
  const late = and(isNull(runs.ended_at), isNull(runs.clock_stopped_at), lte(runs.deadline_at, now));
  for (const { id } of orm.select({ id: runs.id }).from(runs).where(late).all())
    ctx.db.tx((tx, after) =>
      stopRun(openCourse(ctx, tx, after, id), {
        status: "timed_out",
        reason: "timeout",
        detail: "The run took longer than its timeout.",
      }),
    );
  const open = and(isNull(run_nodes.ended_at), isNotNull(run_nodes.due_at));
  const due = orm
    .selectDistinct({ run_id: run_nodes.run_id })
    .from(run_nodes)
    .where(and(open, lte(run_nodes.due_at, now)))
    .all();
  for (const { run_id } of due) ctx.db.tx((tx, after) => dueOf(openCourse(ctx, tx, after, run_id), now));
  const next = orm
    .select({ at: min(run_nodes.due_at) })
    .from(run_nodes)
    .where(open)
    .get()?.at;
  const deadline = orm
    .select({ at: min(runs.deadline_at) })
    .from(runs)
    .where(and(isNull(runs.ended_at), isNull(runs.clock_stopped_at)))
    .get()?.at;
  const instants = [next, deadline].flatMap((at) => (at ? [Date.parse(at)] : []));
  return Math.min(ctx.clock.now() + IDLE_MS, ...instants);
}

function dueOf(course: Course, now: string): void {
  for (const row of [...course.rows.values()]) {
    if (isEnd(row.status) || row.due_at === null || row.due_at > now) continue;
    const node = nodeOf(course, row);
    const outcome = row.child_run_id
      ? outcomeOf(course, row.child_run_id)
      : row.status === "queued"
        ? undefined
        : kindOf(node).due?.(node);
    if (outcome) end(course, row, outcome);
    else changeRow(course, row, { due_at: null });
  }
  proceed(course);
}

/** What became of the run that a node waits for; undefined while it goes on. */
function outcomeOf({ tx }: Course, run_id: string): Outcome | undefined {
  const { status, reason, detail, output } = getRun(tx, run_id);
  if (!isEnd(status)) return undefined;
  const costs = nodesOf(tx, run_id).flatMap(({ item, cost_usd }) => (item < 0 && cost_usd !== null ? cost_usd : []));
  return {
    ...{ status: status as Outcome["status"], ...(reason && { reason }), ...(detail && { detail }), data: output },
    text: typeof output === "string" || output === null ? output : JSON.stringify(output),
    cost_usd: costs.reduce((sum, cost) => sum + cost, 0),
  };
}

/** What an execution's end means for the node that asked for it. */
function judged(ctx: Context, node: Node, execution: ExecutionRow): Outcome {
  const { status, reason, detail } = execution;
  const costs = usageByAttempt(ctx.db.orm, execution.id).map(({ cost_usd }) => cost_usd);
  const text = execution.result ?? printed(ctx, execution.id);
  const cost_usd = costs.some((cost) => cost === null)
    ? null
    : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  const outcome = {
    status: status as Outcome["status"],
    ...(reason && { reason }),
    ...(detail && { detail }),
    text,
    cost_usd,
  };
  return status === "succeeded" ? { ...outcome, ...kindOf(node).judge?.(node, text) } : outcome;
}

/** What a program has printed, of which so much is kept. */
function printed(ctx: Context, execution_id: string): string {
  const texts: string[] = [];
  let size = 0;
  for (let after = 0; size < MOST_TEXT; ) {
    const lines = linesAfter(ctx, execution_id, after, 1_000);
    for (const { stream, text } of lines) if (stream === "stdout") texts.push(text);
    size = texts.reduce((sum, text) => sum + text.length + 1, 0);
    if (lines.length < 1_000) break;
    after = lines.at(-1)?.seq ?? after;
  }
  return texts.join("\n").slice(0, MOST_TEXT);
}
