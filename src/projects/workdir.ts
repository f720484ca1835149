import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { refresh } from "./fetch.ts";
import { directoryAt, repoDir, worktreeDir } from "./repo.ts";
import { resolveRef } from "./resolve-ref.ts";
import { findProject, type GitProject, isGit, type ProjectRow } from "./store.ts";
import { worktrees } from "./tables.ts";
import { makeWorktree } from "./worktree.ts";
import { findWorktree, seize, setWorktree, type WorktreeRow, worktreeBell } from "./worktree-store.ts";

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
export function whereabouts(ctx: Context, queries: Queries, project_id: string, execution_id: string): Whereabouts {
  const project = findProject(queries, project_id);
  if (!project) {
    const working_dir = worktreeDir(ctx.config, execution_id);
    return { working_dir, shared_dir: null, refused: `The project ${project_id} is gone.` };
  }
  const working_dir = pathOf(ctx, project, execution_id);
  const refused = project.enabled ? {} : { refused: `The project ${project.name} is disabled.` };
  return { working_dir, shared_dir: project.isolation === "worktree" ? null : working_dir, ...refused };
}

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

export interface Asker {
  project_id: string;
  working_dir: string;
  ref: string | null;
}

/**
 * Makes ready where an execution of a project works: fetches as the project says, and lays out the worktree unless it
 * is there; one that was removed meanwhile comes back with what was kept. Throws a Fault that says why not.
 */
export async function workdir(ctx: Context, asker: Asker, signal: AbortSignal): Promise<void> {
  const project = findProject(ctx.db.orm, asker.project_id);
  if (!project) throw new Fault("unavailable", `The project ${asker.project_id} is gone.`);
  if (!isGit(project)) {
    refuseRef(project, asker.ref);
    // Somebody may have put a link there since.
    if (directoryAt(asker.working_dir) !== asker.working_dir)
      throw new Fault("unavailable", `${asker.working_dir} is no longer the directory of ${project.name}.`);
    return;
  }
  const name = nameAt(ctx, asker.working_dir);
  if (name === undefined)
    throw new Fault("unavailable", `${asker.working_dir} is no longer where ${project.name} lies.`);
  if (name === project.id) refuseRef(project, asker.ref);
  await ready(ctx, project, name, asker.ref, signal);
}

/** What several work in stands where they left it. */
function refuseRef({ name }: ProjectRow, ref: string | null): void {
  if (ref !== null)
    throw new Fault("unavailable", `${name} is shared by its executions, so none of them can have it at ${ref}.`);
}

async function ready(ctx: Context, project: GitProject, name: string, ref: string | null, signal: AbortSignal) {
  for (;;) {
    signal.throwIfAborted();
    const row = findWorktree(ctx.db.orm, name) ?? (await begin(ctx, project, name, ref, signal));
    const there = row.state !== "making" && row.state !== "keeping" && existsSync(worktreeDir(ctx.config, name));
    if (seize(ctx, row, there ? "used" : "making")) {
      if (!there) await make(ctx, project, row, signal);
      return;
    }
    await ctx.bells.wait(worktreeBell(name), signal);
  }
}

/** Decides on the commit, once for all times that the directory is made. */
async function begin(ctx: Context, project: GitProject, name: string, ref: string | null, signal: AbortSignal) {
  if (project.fetch_policy === "on_run" || !existsSync(repoDir(ctx.config, project.id)))
    await refresh(ctx, project.id, signal);
  const { default_branch } = findProject(ctx.db.orm, project.id) ?? project;
  const base_sha = await resolveRef(ctx, { ...project, default_branch }, ref, signal);
  const row: WorktreeRow = {
    ...{ id: ctx.newId("worktree"), project_id: project.id, name, ref, branch: `${project.branch_prefix}${name}` },
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
    setWorktree(ctx, row.name, { state: "used" });
  } catch (error) {
    setWorktree(ctx, row.name, { state: "removed" });
    ctx.log.warn({ err: error, worktree: row.name }, `a worktree could not be made: ${messageOf(error)}`);
    throw error;
  }
}
