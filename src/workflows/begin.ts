import { and, count, eq, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { changeRun } from "./course.ts";
import { goingOn } from "./guard.ts";
import { proceed } from "./proceed.ts";
import { runs, workflows } from "./tables.ts";

/** By their indexes, which SQLite sees only in literals. */
const QUEUED = sql`${runs.status} = 'queued'`;
const UNFINISHED = sql`${runs.ended_at} IS NULL`;

/** Of each workflow the oldest runs that wait and have room, so many at most. */
export function runsWithRoom(queries: Queries, most: number): string[] {
  const { workflow_id, id } = runs;
  const found: string[] = [];
  for (const of of queries.selectDistinct({ workflow_id }).from(runs).where(QUEUED).all()) {
    const room = Math.min(most - found.length, roomOf(queries, of.workflow_id));
    if (room <= 0) continue;
    const own = and(eq(workflow_id, of.workflow_id), QUEUED);
    const oldest = queries.select({ id }).from(runs).where(own).orderBy(id).limit(room).all();
    found.push(...oldest.map(({ id }) => id));
  }
  return found;
}

/** Begins a run that waits, unless it has been stopped. Nobody else begins any, so that there is room still. */
export function beginRun(ctx: Context, tx: Tx, after: After, run_id: string): void {
  goingOn(ctx, tx, after, run_id, (course) => {
    if (course.run.status !== "queued") return;
    const now = ctx.clock.now();
    const { timeout_secs } = course.run.graph;
    const deadline_at = timeout_secs === null ? null : ctx.clock.iso(now + timeout_secs * 1_000);
    changeRun(course, { status: "running", started_at: ctx.clock.iso(now), deadline_at });
    proceed(course);
  });
}

/** A workflow that is gone limits nothing any more. */
function roomOf(queries: Queries, workflow_id: string): number {
  const { id, max_runs: most } = workflows;
  const max_runs = queries.select({ most }).from(workflows).where(eq(id, workflow_id)).get()?.most ?? null;
  if (max_runs === null) return Number.POSITIVE_INFINITY;
  const countOf = (state: ReturnType<typeof sql>) =>
    queries
      .select({ n: count() })
      .from(runs)
      .where(and(eq(runs.workflow_id, workflow_id), state))
      .get()?.n ?? 0;
  return max_runs - (countOf(UNFINISHED) - countOf(QUEUED));
}
