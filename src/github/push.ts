import type { Context } from "~/context.ts";

export interface Branch {
  branch: string;
  sha: string;
  /** The branch that it is to be merged into. */
  base: string;
}

/** Pushes what a run has left in its worktree, and answers the same branch when it is asked again. */
export type PushBranch = (
  ctx: Context,
  run: { project_id: string; execution_id: string; token: string },
) => Promise<Branch>;
