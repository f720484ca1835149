import { and, eq, ne, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { isPassing } from "~/db/persist.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { type Hold, type Kept, keep, ownWorktree, release, whereabouts, workdir } from "~/projects/index.ts";
import { stopBell } from "./bells.ts";
import type { News } from "./follow.ts";
import type { Scene } from "./scene.ts";
import { StartError } from "./start.ts";
import { isFinished, type Reason } from "./status.ts";
import { type ExecutionRow, findStopReason } from "./store.ts";
import { execution_diffs, executions } from "./tables.ts";

type Given = Pick<ExecutionRow, "permissions"> &
  Partial<Pick<ExecutionRow, "project_id" | "ref" | "working_dir" | "shared_dir" | "continues">>;

interface Place {
  working_dir: string;
  shared_dir: string | null;
  failure?: { reason: Reason; detail: string };
}

/**
 * Where a new execution will work: what goes on with a conversation where that one did, what belongs to a project where
 * the project says, everything else where it is told.
 */
export function placeFor(ctx: Context, tx: Tx, id: string, given: Given): Place {
  const { project_id, ref = null, working_dir, shared_dir = null, continues = null, permissions } = given;
  if (!project_id || continues !== null) {
    if (working_dir === undefined) throw new Error("an execution works somewhere");
    const alone = project_id && ownWorktree(ctx, { project_id, working_dir }) !== undefined;
    return { working_dir, shared_dir: alone && permissions !== "read_only" ? working_dir : shared_dir };
  }
  const { refused, ...place } = whereabouts(ctx, tx, { project_id, ref }, id);
  const failure = refused === undefined ? {} : { failure: { reason: "workspace_failed" as const, detail: refused } };
  return { ...place, ...failure, shared_dir: permissions === "read_only" ? null : place.shared_dir };
}

/** Makes a project's directory ready, unless somebody wants the execution ended meanwhile. Throws a StartError. */
export async function enterProject(ctx: Context, execution: ExecutionRow, detach: AbortSignal): Promise<void> {
  const { id, project_id, working_dir, ref } = execution;
  if (project_id === null) return;
  const stopped = new AbortController();
  const look = () => {
    if (findStopReason(ctx, id)) stopped.abort();
  };
  const off = ctx.bells.on(stopBell(id), look);
  look();
  try {
    const at = await workdir(ctx, { project_id, working_dir, ref }, AbortSignal.any([detach, stopped.signal]));
    if (at !== ref) ctx.db.orm.update(executions).set({ ref: at }).where(eq(executions.id, id)).run();
  } catch (error) {
    if (detach.aborted) throw error;
    if (stopped.signal.aborted) return;
    if (!(error instanceof Fault)) throw error;
    const remedy = error.code === "git_failed" ? " See to that, then retry the execution." : "";
    throw new StartError("workspace_failed", error.message + remedy);
  } finally {
    off();
  }
}

/**
 * Keeps what a run leaves in its worktree. What cannot be kept is told in its output, and stays where it is: it is
 * tried again before the worktree goes. Throws what passes.
 */
export async function keepWork({ ctx, execution, detach, tail }: Scene): Promise<Kept | undefined> {
  const name = ownWorktree(ctx, execution);
  if (name === undefined) return undefined;
  try {
    return await keep(ctx, name, detach);
  } catch (err) {
    if (detach.aborted || isPassing(err)) throw err;
    ctx.log.warn({ err, execution_id: execution.id }, "the work of a run could not be kept");
    tail.note(`[its work stays in ${execution.working_dir} and could not be kept: ${messageOf(err)}]`);
    return undefined;
  }
}

/** Writes down what was kept; of several attempts the last. Answers the columns of the execution. */
export function noteWork(tx: Tx, execution_id: string, work: Kept | undefined) {
  if (!work) return {};
  const { files_changed, insertions, deletions, ...row } = work;
  const set = { files_changed, insertions, deletions };
  tx.insert(execution_diffs)
    .values({ execution_id, ...row })
    .onConflictDoUpdate({ target: execution_diffs.execution_id, set: row })
    .run();
  return set;
}

/** A worktree is idle when the last of a conversation's executions has ended. */
export function leaveProject(ctx: Context, tx: Tx, after: After, { execution, status }: News): void {
  const name = ownWorktree(ctx, execution);
  if (name === undefined || !isFinished(status) || !execution.project_id) return;
  const there = and(eq(executions.working_dir, execution.working_dir), ne(executions.id, execution.id));
  if (!unfinishedOf(tx, execution.project_id, there)) release(ctx, tx, after, name);
}

/** A project stays while executions of it are not finished. */
export const heldByExecutions: Hold = (queries, project_id) => {
  const unfinished = unfinishedOf(queries, project_id);
  return unfinished && `${unfinished.id} is not finished: cancel it or wait for its end.`;
};

function unfinishedOf(queries: Queries, project_id: string, more = sql`TRUE`) {
  // In literals, or SQLite would not see that an index holds just these.
  const unfinished = sql`status IN ('queued', 'starting', 'running', 'waiting') AND project_id IS NOT NULL`;
  const found = and(eq(executions.project_id, project_id), unfinished, more);
  return queries.select({ id: executions.id }).from(executions).where(found).limit(1).get();
}
