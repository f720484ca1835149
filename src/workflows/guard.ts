import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { isTransient } from "~/db/transient.ts";
import type { After, Tx } from "~/db/tx.ts";
import { requestStop } from "~/executions/index.ts";
import { RUNS } from "./bells.ts";
import { type Course, openCourse, tell } from "./course.ts";
import { stopRun } from "./stop.ts";
import { wakeParent } from "./store.ts";
import { run_nodes, runs } from "./tables.ts";

const UNFORESEEN = {
  status: "failed",
  reason: "internal",
  detail: "The server met something that it did not foresee; its log tells what.",
} as const;

/** Lets a run go on. What nobody foresaw ends it: it must neither stand for ever nor keep the others waiting. */
export function goingOn(ctx: Context, tx: Tx, after: After, run_id: string, go: (course: Course) => void): void {
  // Of a transaction that the database took back, nothing is left to go back to.
  const isOver = (error: unknown) => isTransient(error) || !ctx.db.sqlite.inTransaction;
  const attempt = (act: (course: Course) => void) =>
    tx.transaction((inner) => act(openCourse(ctx, inner, after, run_id)));
  try {
    attempt(go);
  } catch (err) {
    if (isOver(err)) throw err;
    ctx.log.error({ err, run_id }, "a run of a workflow cannot go on, and is ended");
    try {
      attempt((course) => stopRun(course, UNFORESEEN));
    } catch (err) {
      if (isOver(err)) throw err;
      abandon(ctx, tx, after, run_id);
    }
  }
}

/** Of a run that cannot even be read: what is written down of it is ended. */
function abandon(ctx: Context, tx: Tx, after: After, run_id: string): void {
  const stop = UNFORESEEN;
  const ended_at = ctx.clock.iso();
  const open = and(eq(run_nodes.run_id, run_id), isNull(run_nodes.ended_at));
  const { execution_id } = run_nodes;
  for (const row of tx.select({ execution_id }).from(run_nodes).where(open).all())
    if (row.execution_id) requestStop(ctx, tx, after, row.execution_id, "user", stop.detail);
  tx.update(run_nodes)
    .set({ ...stop, due_at: null, ended_at })
    .where(open)
    .run();
  tx.update(runs)
    .set({ ...stop, ended_at })
    .where(eq(runs.id, run_id))
    .run();
  tell(ctx, after, { run_id, node_id: null, item: null, status: stop.status, detail: stop.detail });
  wakeParent(tx, run_id, ended_at);
  after(() => ctx.bells.ring(RUNS));
}
