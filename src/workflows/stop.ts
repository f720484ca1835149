import { requestStop } from "~/executions/index.ts";
import { addRow, type Course, changeRow, openCourse, rowOf } from "./course.ts";
import { endRun } from "./end-run.ts";
import { isEnd } from "./status.ts";

interface Stop {
  status: "cancelled" | "timed_out" | "failed";
  reason: string;
  detail: string;
}

/** Ends a run from outside: what runs is ended, and what has not begun is skipped. */
export function stopRun(course: Course, stop: Stop): void {
  const { ctx, tx, after, run, rows, nodes } = course;
  if (isEnd(run.status)) return;
  const ended_at = ctx.clock.iso();
  for (const row of rows.values()) {
    if (isEnd(row.status)) continue;
    if (row.execution_id) requestStop(ctx, tx, after, row.execution_id, "user", stop.detail);
    const begun = row.status !== "queued" || row.attempt > 0;
    const ended = changeRow(course, row, { ...(begun ? stop : NEVER), due_at: null, ended_at });
    if (ended.child_run_id) stopRun(openCourse(ctx, tx, after, ended.child_run_id), stop);
  }
  for (const node_id of nodes.keys()) if (!rowOf(course, node_id)) addRow(course, { node_id, ...NEVER });
  endRun(course, stop);
}

const NEVER = { status: "skipped", detail: "The run ended before." } as const;
