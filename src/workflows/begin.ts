import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { changeRun, openCourse } from "./course.ts";
import { proceed } from "./proceed.ts";
import { findWorkflow, getRun } from "./store.ts";
import { runs } from "./tables.ts";

/** Begins a run that waits, when the limit of its workflow lets it. */
export function beginRun(ctx: Context, tx: Tx, after: After, run_id: string): void {
  const { status, workflow_id } = getRun(tx, run_id);
  if (status !== "queued" || !hasRoom(tx, workflow_id)) return;
  const course = openCourse(ctx, tx, after, run_id);
  const { run } = course;
  const now = ctx.clock.now();
  const { timeout_secs } = run.graph;
  const deadline_at = timeout_secs === null ? null : ctx.clock.iso(now + timeout_secs * 1_000);
  changeRun(course, { status: "running", started_at: ctx.clock.iso(now), deadline_at });
  proceed(course);
}

/** A workflow that is gone limits nothing any more. */
function hasRoom(tx: Tx, workflow_id: string): boolean {
  const max_runs = findWorkflow(tx, workflow_id)?.max_runs ?? null;
  if (max_runs === null) return true;
  const going = and(eq(runs.workflow_id, workflow_id), isNull(runs.ended_at), eq(runs.status, "running"));
  return tx.select({ id: runs.id }).from(runs).where(going).all().length < max_runs;
}
