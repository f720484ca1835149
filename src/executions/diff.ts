import { eq } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { ExecutionDiff } from "./model.ts";
import { isFinished } from "./status.ts";
import { type ExecutionRow, getExecution } from "./store.ts";
import { execution_diffs } from "./tables.ts";

/** What an execution left in its worktree. Throws a Fault `not_found` where it had none, or has not ended. */
export function describeDiff(queries: Queries, id: string): ExecutionDiff {
  const execution = getExecution(queries, id);
  const { files_changed, insertions, deletions } = execution;
  const { branch, base_sha, head_sha, files, cut, patch } = getDiff(queries, execution);
  return {
    ...{ branch, base_sha, head_sha, files, cut, text: patch.toString() },
    ...{ files_changed: files_changed ?? files.length, insertions: insertions ?? 0, deletions: deletions ?? 0 },
  };
}

/** The bytes that `git apply` takes. Throws as `describeDiff` does. */
export function getPatch(queries: Queries, id: string): Buffer {
  return getDiff(queries, getExecution(queries, id)).patch;
}

function getDiff(queries: Queries, execution: ExecutionRow) {
  const { id } = execution;
  const row = queries.select().from(execution_diffs).where(eq(execution_diffs.execution_id, id)).get();
  if (!row) throw new Fault("not_found", `${id} has no diff: ${whyNone(execution)}`);
  return row;
}

function whyNone({ status, project_id }: ExecutionRow): string {
  if (!isFinished(status)) return `it is ${status}, and one is made at its end.`;
  if (project_id === null) return "it belongs to no project, and only a git project's worktree is compared.";
  return "it had no worktree of its own, or what it left could not be kept: its last lines say so.";
}
