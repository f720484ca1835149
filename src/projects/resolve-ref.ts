import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { fetchRefs } from "./fetch.ts";
import { git } from "./git.ts";
import { readRef, type Wanted } from "./refs.ts";
import { remoteOf } from "./remote.ts";
import { repoDir, seal } from "./repo.ts";
import type { GitProject } from "./store.ts";

/**
 * The commit that a ref means, fetched when the clone has none of it. A commit is never exchanged for another: where it
 * cannot be had, a Fault says so.
 */
export async function resolveRef(
  ctx: Context,
  project: GitProject,
  ref: string | null,
  signal: AbortSignal,
): Promise<string> {
  const wanted = readRef(ref);
  if (!wanted) throw new Fault("invalid", `ref: ${ref} is no branch, no commit and no pull request's head.`);
  const repo = repoDir(ctx.config, project.id);
  seal(ctx.config, repo);
  const find = (name: string) => commitOf(ctx, repo, name, signal);
  const name = nameOf(project, wanted);
  // A head moves: what it was is no answer.
  const there = wanted.kind === "head" ? undefined : await find(name);
  if (there !== undefined) return there;
  for (const refspec of refspecsOf(wanted)) {
    const remote = await remoteOf(ctx, project);
    try {
      await fetchRefs(ctx, project, repo, remote, ["--no-prune", refspec], signal);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "git_failed") throw error;
      continue;
    }
    const fetched = await find(name);
    if (fetched !== undefined) return fetched;
  }
  throw new Fault("unavailable", `${project.name} has no ${sayOf(project, wanted)}.`, { code: "ref_missing" });
}

async function commitOf(ctx: Context, repo: string, name: string, signal: AbortSignal): Promise<string | undefined> {
  const argv = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const { code, stdout } = await git(ctx, argv, { env: { GIT_DIR: repo }, signal });
  return code === 0 ? new TextDecoder().decode(stdout).trim() : undefined;
}

function nameOf({ default_branch }: GitProject, wanted: Wanted): string {
  switch (wanted.kind) {
    case "default":
      return `refs/remotes/origin/${default_branch ?? "HEAD"}`;
    case "branch":
      return `refs/remotes/origin/${wanted.name}`;
    case "commit":
    case "pull":
      return wanted.sha;
    case "head":
      return pullRef(wanted);
  }
}

/** Where a commit that the clone does not have may be had: the pull request's head has it in its history, or anybody. */
function refspecsOf(wanted: Wanted): string[] {
  switch (wanted.kind) {
    case "default":
    case "branch":
      return [];
    case "commit":
      return [`+${wanted.sha}:refs/agented/commits/${wanted.sha}`];
    case "pull":
      return [
        `+refs/pull/${wanted.number}/head:${pullRef(wanted)}`,
        `+${wanted.sha}:refs/agented/commits/${wanted.sha}`,
      ];
    case "head":
      return [`+refs/pull/${wanted.number}/head:${pullRef(wanted)}`];
  }
}

const pullRef = ({ number }: { number: number }) => `refs/agented/pull/${number}`;

/** What there is none of, and what to do about that. */
function sayOf({ id, default_branch }: GitProject, wanted: Wanted): string {
  const look = `look at GET /admin/projects/${id}/branches`;
  switch (wanted.kind) {
    case "default":
      if (default_branch === null) return "branch at all: push a commit to it, or set its default_branch";
      return `branch ${default_branch}: set its default_branch; ${look}`;
    case "branch":
      return `branch ${wanted.name}: ${look}`;
    case "commit":
      return `commit ${wanted.sha}: it was taken away there, or is another repository's`;
    case "pull":
      return `commit ${wanted.sha} in pull request ${wanted.number}: it was taken away there, or is another repository's`;
    case "head":
      return `pull request ${wanted.number}: it is another repository's, or its host keeps no refs/pull`;
  }
}
