import type { Calls } from "./calls.ts";
import { type Course, changeRow, nodeOf } from "./course.ts";
import { end } from "./end.ts";
import { outcomeOfRun } from "./judge.ts";
import { kindOf } from "./kinds/index.ts";
import { proceed } from "./proceed.ts";
import { isEnd } from "./status.ts";
import { getRun, type Standing } from "./store.ts";

/** The time of some of its nodes has come. */
export function goOn(course: Course, now: string, calls: Calls): void {
  for (const row of [...course.rows.values()])
    if (!isEnd(row.status) && row.due_at !== null && row.due_at <= now) goOnAt(course, row, calls);
  proceed(course);
}

function goOnAt(course: Course, row: Standing, calls: Calls): void {
  const { tx } = course;
  if (row.status === "queued") {
    changeRow(course, row, { due_at: null });
    return;
  }
  if (row.child_run_id) {
    const outcome = outcomeOfRun(tx, row.child_run_id);
    // What the other waits for, this one waits for.
    const status = getRun(tx, row.child_run_id).clock_stopped_at === null ? "running" : "waiting";
    if (outcome) end(course, row, outcome);
    else changeRow(course, row, { due_at: null, status });
    return;
  }
  const node = nodeOf(course, row);
  const kind = kindOf(node);
  if (kind.call) calls.begin(course, row, node);
  else if (kind.due) end(course, row, kind.due(node));
  else changeRow(course, row, { due_at: null });
}
