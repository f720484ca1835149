import { existsSync, renameSync } from "node:fs";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { isTransient } from "~/db/transient.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import { MARKER } from "~/process/index.ts";
import { git, gitText, succeeded } from "./git.ts";
import { readProgress } from "./progress.ts";
import { isPlainRef } from "./refs.ts";
import { type Remote, remoteOf } from "./remote.ts";
import { makeProjectDir, repoDir, seal } from "./repo.ts";
import { withinSize } from "./size.ts";
import { type GitProject, getProject, isGit, note, occupy, PROJECTS, type ProjectRow, projectBell } from "./store.ts";

const FETCH_MS = 3_600_000;
const HEADS = "+refs/heads/*:refs/remotes/origin/*";

/**
 * Brings a project's clone up to date; makes it when there is none. One at a time per project: who comes meanwhile
 * waits, and is content with a fetch that began after it came. Throws a Fault that says what git said.
 */
export async function refresh(ctx: Context, id: string, signal: AbortSignal): Promise<void> {
  const came = ctx.clock.iso();
  for (;;) {
    signal.throwIfAborted();
    const project = getProject(ctx.db.orm, id);
    if (!isGit(project)) return;
    if (project.busy_boot === null && isFresh(project, came)) return;
    if (occupy(ctx, id, { fetch_wanted: false, tried_at: ctx.clock.iso() })) return work(ctx, project, signal);
    await ctx.bells.wait(projectBell(id), signal);
  }
}

/** Whether a fetch that began then or later has succeeded. */
function isFresh({ tried_at, fetched_at }: GitProject, since: string): boolean {
  return tried_at !== null && fetched_at !== null && tried_at >= since && fetched_at >= tried_at;
}

async function work(ctx: Context, project: GitProject, signal: AbortSignal): Promise<void> {
  const { id } = project;
  const repo = repoDir(ctx.config, id);
  const first = !existsSync(repo);
  const letGo = (told: Partial<ProjectRow>) =>
    persist(ctx, ctx.closing, () => note(ctx, id, { ...told, phase: null, percent: null, busy_boot: null }));
  let fetched: Partial<ProjectRow>;
  try {
    if (first) note(ctx, id, { status: "cloning", detail: null });
    const remote = await remoteOf(ctx, project);
    const default_branch = project.default_branch ?? (await defaultBranch(ctx, remote, signal));
    if (first) await clone(ctx, project, remote, signal);
    else await receive(ctx, project, repo, remote, signal);
    fetched = { status: "ready", detail: null, fetched_at: ctx.clock.iso(), default_branch };
  } catch (error) {
    // Who fetched went away, or the server goes: nothing has failed, and what others want is still wanted.
    if (signal.aborted) await letGo({ fetch_wanted: first || project.fetch_wanted });
    else if (isTransient(error)) await letGo({ fetch_wanted: project.fetch_wanted });
    else if (first) await letGo({ status: "failed", detail: `It could not be cloned. ${messageOf(error)}` });
    else await letGo({ detail: `The last fetch failed. ${messageOf(error)}` });
    if (signal.aborted) ctx.bells.ring(PROJECTS);
    throw error;
  }
  await letGo(fetched);
}

/** Under another name until it is whole: a clone that a crash cut off is none. */
async function clone(ctx: Context, project: GitProject, remote: Remote, signal: AbortSignal): Promise<void> {
  const repo = repoDir(ctx.config, project.id);
  const fresh = `${repo}.new`;
  await removeTree(fresh);
  makeProjectDir(ctx.config, project.id);
  const shared = ctx.config.RUN_AS_USER ? ["--shared=0644"] : [];
  await gitText(ctx, ["init", "--bare", "--quiet", "--template=", ...shared, "--", fresh], { signal });
  await receive(ctx, project, fresh, remote, signal);
  renameSync(fresh, repo);
}

async function receive(ctx: Context, project: GitProject, repo: string, remote: Remote, signal: AbortSignal) {
  let shown = "";
  const onError = (text: string) => {
    const progress = readProgress(text);
    if (!progress || shown === JSON.stringify(progress)) return;
    shown = JSON.stringify(progress);
    try {
      note(ctx, project.id, { ...progress });
    } catch (err) {
      ctx.log.warn({ err, project_id: project.id }, "how far a fetch has come could not be noted");
    }
  };
  await fetchRefs(ctx, project, repo, remote, ["--prune", HEADS], signal, onError);
}

/** Fetches what the refspecs say, and whatever options stand before them. */
export async function fetchRefs(
  ctx: Context,
  { id, max_bytes }: GitProject,
  repo: string,
  { url, options }: Remote,
  [option, ...refspecs]: ["--prune" | "--no-prune", ...string[]],
  signal: AbortSignal,
  onError?: (text: string) => void,
): Promise<void> {
  seal(ctx.config, repo);
  const quiet = ["--progress", "--force", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const argv = ["fetch", ...quiet, option, "--", url, ...refspecs];
  const env = { ...options.env, GIT_DIR: repo, [MARKER]: id };
  await withinSize(ctx, repo, max_bytes, signal, (within) =>
    succeeded(ctx, git(ctx, argv, { ...options, env, timeout_ms: FETCH_MS, signal: within, onError })),
  );
}

/** What the repository itself says; null of one that is empty. */
async function defaultBranch(ctx: Context, { url, options }: Remote, signal: AbortSignal): Promise<string | null> {
  const text = await gitText(ctx, ["ls-remote", "--symref", "--", url, "HEAD"], { ...options, signal });
  const name = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(text)?.[1];
  if (name !== undefined && !isPlainRef(name))
    throw new Fault("invalid", "The repository's default branch has a name that is not taken: set default_branch.");
  return name ?? null;
}
