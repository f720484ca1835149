import { type Course, changeRun } from "./course.ts";
import { isEnd } from "./status.ts";
import type { Standing } from "./store.ts";

/** While people alone are waited for, a run's clock stands; it goes on with the first that has something to do. */
export function keepClock(course: Course): void {
  const { ctx, run, rows } = course;
  if (isEnd(run.status)) return;
  const open = [...rows.values()].filter((row) => !isEnd(row.status) && !isMapOf(row));
  const stands = open.length > 0 && open.every(({ status }) => status === "waiting");
  if (stands === (run.clock_stopped_at !== null)) return;
  if (stands || run.clock_stopped_at === null) {
    changeRun(course, { clock_stopped_at: ctx.clock.iso() });
    return;
  }
  const stood = ctx.clock.now() - Date.parse(run.clock_stopped_at);
  const deadline_at = run.deadline_at && ctx.clock.iso(Date.parse(run.deadline_at) + stood);
  changeRun(course, { clock_stopped_at: null, deadline_at });
}

/** What it waits for its items tell. */
const isMapOf = ({ kind, item }: Standing) => kind === "map" && item < 0;
