import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";

export interface Branch {
  branch: string;
  sha: string;
  /** The branch that it is to be merged into. */
  base: string;
}

export interface Push {
  project_id: string;
  execution_id: string;
  token: string;
  signal: AbortSignal;
}

/** What pull requests need to know of projects. */
export interface Projects {
  /** `owner/name` of a project that is a repository on GitHub. */
  repositoryOf(queries: Queries, project_id: string): string | undefined;
  /** Pushes what a run has left in its worktree, and answers the same branch when it is asked again. */
  pushBranch(ctx: Context, run: Push): Promise<Branch>;
}
