import { and, eq, isNull } from "drizzle-orm";
import { tellOfEnd } from "./completed.ts";
import { type Course, changeRun } from "./course.ts";
import { run_nodes } from "./tables.ts";
import type { Verdict } from "./verdict.ts";

/** Ends the run. The node of another run that waits for it is due, and is told by the engine in its own turn. */
export function endRun(course: Course, verdict: Verdict): void {
  const ended_at = course.ctx.clock.iso();
  changeRun(course, { output: null, ...verdict, ended_at });
  const waiting = and(eq(run_nodes.child_run_id, course.run.id), isNull(run_nodes.ended_at));
  course.tx.update(run_nodes).set({ due_at: ended_at }).where(waiting).run();
  tellOfEnd(course);
}
