import { type Course, changeRun } from "./course.ts";
import type { Verdict } from "./verdict.ts";

export function endRun(course: Course, verdict: Verdict): void {
  changeRun(course, { output: null, ...verdict, ended_at: course.ctx.clock.iso() });
}
