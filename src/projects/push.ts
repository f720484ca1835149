import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { git, wordsOf } from "./git.ts";
import { keep } from "./keep.ts";
import { remoteOf } from "./remote.ts";
import { repoDir, seal } from "./repo.ts";
import { getProject, isGit } from "./store.ts";
import { findWorktree, letGo, seize, type WorktreeRow } from "./worktree-store.ts";

const PUSH_MS = 600_000;

export interface Push {
  project_id: string;
  /** The worktree's name: the execution that came first in it. */
  execution_id: string;
  /** Opens the repository for writing; without one the server's own credentials do. */
  token?: string;
  signal?: AbortSignal;
}

export interface Pushed {
  branch: string;
  sha: string;
  /** The branch it may be merged into: what it was begun from, or the default branch. */
  base: string;
}

/**
 * Pushes an execution's branch with all that was left in its worktree. Throws a Fault: `conflict` when there is nothing
 * to push, or when the branch there has gone on without us.
 */
export async function pushBranch(ctx: Context, { project_id, execution_id, token, signal }: Push): Promise<Pushed> {
  const project = getProject(ctx.db.orm, project_id);
  const row = findWorktree(ctx.db.orm, execution_id);
  if (!isGit(project) || row?.project_id !== project_id)
    throw new Fault("conflict", `${execution_id} has no worktree of this project.`, { code: "no_worktree" });
  const sha = await newest(ctx, row, signal);
  if (sha === null) throw new Fault("conflict", `${execution_id} changed nothing.`, { code: "nothing_changed" });
  const { branch } = row;
  const repo = repoDir(ctx.config, project_id);
  seal(ctx.config, repo);
  const { url, options } = await remoteOf(ctx, project, token);
  const argv = ["push", "--no-verify", "--quiet", "--recurse-submodules=no", "--", url, `${sha}:refs/heads/${branch}`];
  const done = await git(ctx, argv, {
    ...options,
    env: { ...options.env, GIT_DIR: repo },
    timeout_ms: PUSH_MS,
    signal,
  });
  if (done.code !== 0) {
    const words = ctx.redactor.redact(wordsOf(done));
    // Asking again would change nothing: the branch has gone on, or we may not write there.
    const final = /non-fast-forward|fetch first|returned error: 40[13]|Authentication failed|denied/.test(done.stderr);
    throw new Fault(final ? "conflict" : "unavailable", `The branch ${branch} could not be pushed. ${words}`, {
      code: "push_failed",
    });
  }
  const from = row.ref !== null && !/^(?:pull\/|[0-9a-f]{40}$|[0-9a-f]{64}$)/.test(row.ref) ? row.ref : null;
  return { branch, sha, base: from ?? project.default_branch ?? "main" };
}

/** What a run left was kept at its end, before anybody heard of that; what could not be kept then is kept now. */
async function newest(ctx: Context, row: WorktreeRow, signal = new AbortController().signal): Promise<string | null> {
  if (row.state !== "idle" || !seize(ctx, row, "keeping")) return row.head_sha;
  try {
    return (await keep(ctx, row.name, signal))?.head_sha ?? row.head_sha;
  } finally {
    await letGo(ctx, row.name, { state: "idle", idle_since: ctx.clock.iso() });
  }
}
