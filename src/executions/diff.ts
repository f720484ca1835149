import { eq } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { ExecutionDiff } from "./model.ts";
import { getExecution } from "./store.ts";
import { execution_diffs } from "./tables.ts";

/** What an execution left in its worktree. Throws a Fault `not_found` where it had none, or has not ended. */
export function describeDiff(queries: Queries, id: string): ExecutionDiff {
  const { files_changed, insertions, deletions } = getExecution(queries, id);
  const { branch, base_sha, head_sha, files, cut, patch } = getDiff(queries, id);
  return {
    ...{ branch, base_sha, head_sha, files, cut, text: patch.toString() },
    ...{ files_changed: files_changed ?? files.length, insertions: insertions ?? 0, deletions: deletions ?? 0 },
  };
}

/** The bytes that `git apply` takes. Throws as `describeDiff` does. */
export function getPatch(queries: Queries, id: string): Buffer {
  getExecution(queries, id);
  return getDiff(queries, id).patch;
}

function getDiff(queries: Queries, id: string) {
  const row = queries.select().from(execution_diffs).where(eq(execution_diffs.execution_id, id)).get();
  if (!row) throw new Fault("not_found", `${id} has left no diff: it had no worktree, or has not ended.`);
  return row;
}
