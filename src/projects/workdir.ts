import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { refresh } from "./fetch.ts";
import { patiently } from "./patiently.ts";
import { pinRef } from "./refs.ts";
import { directoryAt, repoDir, worktreeDir } from "./repo.ts";
import { resolveRef } from "./resolve-ref.ts";
import { findProject, type GitProject, isGit, type ProjectRow } from "./store.ts";
import { worktrees } from "./tables.ts";
import { makeWorktree } from "./worktree.ts";
import { findWorktree, letGo, seize, type WorktreeRow, worktreeBell } from "./worktree-store.ts";

/** Where an execution will work, whether others may work there too, and why it cannot, if it cannot. */
export interface Whereabouts {
  working_dir: string;
  shared_dir: string | null;
  refused?: string;
}

/**
 * The path at which a new execution of a project will work: known before anything is there, because a CLI resumes only
 * where it began.
 */
export function whereabouts(ctx: Context, queries: Queries, asker: NewAsker, execution_id: string): Whereabouts {
  const { project_id, ref } = asker;
  const project = findProject(queries, project_id);
  if (!project) {
    const working_dir = worktreeDir(ctx.config, execution_id);
    return { working_dir, shared_dir: null, refused: goneOf(project_id) };
  }
  const working_dir = pathOf(ctx, project, execution_id);
  const shared_dir = project.isolation === "worktree" ? null : working_dir;
  const disabled = `The project ${project.name} is disabled: enable it, then retry the execution.`;
  return { working_dir, shared_dir, refused: project.enabled ? whyNotAt(project, ref) : disabled };
}

/** Throws a Fault that names the field where a project's directory cannot be had at a ref. */
export function checkRef(queries: Queries, project_id: string | null, ref: string | null): void {
  if (ref === null) return;
  const project = project_id === null ? undefined : findProject(queries, project_id);
  const why = project
    ? whyNotAt(project, ref)
    : "There is no project to check it out of: leave the ref out, or let the trigger name one.";
  if (why !== undefined) throw new Fault("invalid", `ref: ${why}`, { errors: [{ path: "ref", message: why }] });
}

/** What several work in stands where they left it. */
function whyNotAt({ name, isolation }: ProjectRow, ref: string | null): string | undefined {
  if (ref === null || isolation === "worktree") return undefined;
  const remedy = "leave the ref out, or name a git project with the isolation worktree";
  return `${name} is worked in as it is by all of its executions, so none of them can have it at ${ref}: ${remedy}.`;
}

const goneOf = (project_id: string) => `The project ${project_id} is gone: let the trigger name another.`;

const refusal = (message: string) => new Fault("unavailable", message);

function pathOf({ config }: Context, project: ProjectRow, execution_id: string): string {
  if (project.path !== null) return project.path;
  return worktreeDir(config, project.isolation === "worktree" ? execution_id : project.id);
}

/** The name of what lies at a path; undefined when that is no place for a worktree. */
function nameAt({ config }: Context, working_dir: string): string | undefined {
  return dirname(working_dir) === join(config.data_dir, "worktrees") ? basename(working_dir) : undefined;
}

/** The worktree that a conversation has for itself; undefined where it works in what others share, or in no project. */
export function ownWorktree(ctx: Context, { project_id, working_dir }: Place): string | undefined {
  const name = project_id === null ? undefined : nameAt(ctx, working_dir);
  return name === project_id ? undefined : name;
}

export interface Place {
  project_id: string | null;
  working_dir: string;
}

export interface NewAsker {
  project_id: string;
  ref: string | null;
}

export interface Asker extends NewAsker {
  working_dir: string;
}

/**
 * Makes ready where an execution of a project works: fetches as the project says, and lays out the worktree unless it
 * is there; one that was removed meanwhile comes back with what was kept. Answers its ref, with the commit that the head
 * of a pull request was found to be. Throws a Fault that says why not.
 */
export async function workdir(ctx: Context, asker: Asker, signal: AbortSignal): Promise<string | null> {
  const { project_id, working_dir, ref } = asker;
  const project = findProject(ctx.db.orm, project_id);
  if (!project) throw refusal(goneOf(project_id));
  const unfit = whyNotAt(project, ref);
  if (unfit !== undefined) throw refusal(unfit);
  const name = nameAt(ctx, working_dir);
  if (isGit(project) && name !== undefined) return ready(ctx, project, name, ref, signal);
  // Somebody may have put a link there since.
  if (isGit(project) || directoryAt(working_dir) !== working_dir)
    throw refusal(`${working_dir} is no longer the directory of ${project.name}: put it back, or retry the execution.`);
  return ref;
}

async function ready(
  ctx: Context,
  project: GitProject,
  name: string,
  ref: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  for (;;) {
    signal.throwIfAborted();
    const row = findWorktree(ctx.db.orm, name) ?? (await begin(ctx, project, name, ref, signal));
    const there = row.state !== "making" && row.state !== "keeping" && existsSync(worktreeDir(ctx.config, name));
    if (seize(ctx, row, there ? "used" : "making")) {
      if (!there) await make(ctx, project, row, signal);
      return row.ref;
    }
    await ctx.bells.wait(worktreeBell(name), signal);
  }
}

/** Decides on the commit, once for all times that the directory is made. */
async function begin(ctx: Context, project: GitProject, name: string, ref: string | null, signal: AbortSignal) {
  if (project.fetch_policy === "on_run" || !existsSync(repoDir(ctx.config, project.id)))
    await patiently(ctx, signal, () => refresh(ctx, project.id, signal));
  const { default_branch } = findProject(ctx.db.orm, project.id) ?? project;
  const settled = { ...project, default_branch };
  const base_sha = await patiently(ctx, signal, () => resolveRef(ctx, settled, ref, signal));
  const row: WorktreeRow = {
    ...{ id: ctx.newId("worktree"), project_id: project.id, name, branch: `${project.branch_prefix}${name}` },
    ref: pinRef(ref, base_sha),
    ...{
      base_sha,
      head_sha: null,
      state: "removed",
      boot_id: ctx.boot_id,
      created_at: ctx.clock.iso(),
      idle_since: null,
    },
  };
  ctx.db.orm.insert(worktrees).values(row).onConflictDoNothing().run();
  return findWorktree(ctx.db.orm, name) ?? row;
}

async function make(ctx: Context, project: GitProject, row: WorktreeRow, signal: AbortSignal): Promise<void> {
  try {
    await makeWorktree(ctx, project, row, signal);
  } catch (error) {
    await letGo(ctx, row.name, { state: "removed" });
    ctx.log.warn({ err: error, worktree: row.name }, `a worktree could not be made: ${messageOf(error)}`);
    throw error;
  }
  await letGo(ctx, row.name, { state: "used" });
}
