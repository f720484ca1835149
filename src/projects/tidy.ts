import { existsSync, readdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { eq, inArray, ne } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import { keep } from "./keep.ts";
import { projectDir, worktreeDir } from "./repo.ts";
import { projects, worktrees } from "./tables.ts";
import { idleSince, letGo, seize, setWorktree, type WorktreeRow } from "./worktree-store.ts";

/**
 * Removes what a crash left: directories that no row tells of, and what was half made. It is out
 * of the way when this returns; the promise is for the disk space.
 */
export function removeLeftovers(ctx: Context): Promise<void> {
  const { orm } = ctx.db;
  const isGone = ({ name, state }: WorktreeRow) => !STANDING.has(state) || !existsSync(worktreeDir(ctx.config, name));
  // Of those that were removed there are as many as there ever were runs.
  for (const row of orm.select().from(worktrees).where(ne(worktrees.state, "removed")).all()) {
    if (isGone(row)) setWorktree(ctx, row.name, { state: "removed" });
    else if (row.state === "keeping") setWorktree(ctx, row.name, { state: "idle", idle_since: ctx.clock.iso() });
  }
  const standing = orm
    .select({ name: worktrees.name })
    .from(worktrees)
    .where(inArray(worktrees.state, [...STANDING]));
  const known = orm.select({ name: projects.id }).from(projects);
  const aside = [...setAside(ctx, "worktrees", standing.all()), ...setAside(ctx, "projects", known.all())];
  return removeAll(ctx, aside);
}

/** With a directory that is whole. */
const STANDING: ReadonlySet<WorktreeRow["state"]> = new Set(["used", "idle", "keeping"]);
const GONE = ".gone-";

/** Under another name, so that what is made anew meets nothing. */
function setAside(ctx: Context, folder: "worktrees" | "projects", kept: { name: string }[]): string[] {
  const root = join(ctx.config.data_dir, folder);
  const names = new Set(kept.map(({ name }) => name));
  const others = existsSync(root) ? readdirSync(root).filter((name) => !names.has(name)) : [];
  return others.map((name) => {
    const aside = join(root, name.startsWith(GONE) ? name : `${GONE}${name}`);
    renameSync(join(root, name), aside);
    return aside;
  });
}

async function removeAll(ctx: Context, paths: string[]): Promise<void> {
  for (const path of paths) await remove(ctx, path);
}

/** Removes the worktrees that nobody has worked in for long, once what stands in them is kept. */
export async function removeIdle(ctx: Context, signal: AbortSignal): Promise<void> {
  const before = ctx.clock.iso(ctx.clock.now() - ctx.config.KEEP_WORKTREE_MINS * 60_000);
  for (const row of idleSince(ctx.db.orm, before)) if (!signal.aborted) await retire(ctx, row, signal);
}

/** What cannot be kept stays, and is tried again when it has been idle for as long once more. */
async function retire(ctx: Context, row: WorktreeRow, signal: AbortSignal): Promise<void> {
  try {
    if (seize(ctx, row, "keeping")) await putAway(ctx, row, signal);
  } catch (err) {
    ctx.log.warn({ err, worktree: row.name }, "an idle worktree stays: it could not be kept or removed");
  }
}

/** Removes a worktree that was seized for it, once what stands there is kept. What cannot be kept is idle as before. */
export async function putAway(ctx: Context, row: WorktreeRow, signal: AbortSignal): Promise<void> {
  try {
    await keep(ctx, row.name, signal);
    // In one stroke: half a directory would look like work.
    const aside = join(dirname(worktreeDir(ctx.config, row.name)), `${GONE}${row.name}`);
    if (existsSync(worktreeDir(ctx.config, row.name))) renameSync(worktreeDir(ctx.config, row.name), aside);
    await letGo(ctx, row.name, { state: "removed" });
    await remove(ctx, aside);
  } catch (error) {
    await letGo(ctx, row.name, { state: "idle", idle_since: ctx.clock.iso() });
    throw error;
  }
}

/** All that is ours of a project that is gone. */
export async function removeProjectFiles(ctx: Context, id: string, names: string[]): Promise<void> {
  for (const name of names) await remove(ctx, worktreeDir(ctx.config, name));
  await remove(ctx, projectDir(ctx.config, id));
}

/** The worktrees of a project. */
export function namesOf(queries: Queries, project_id: string): string[] {
  const query = queries.select({ name: worktrees.name }).from(worktrees).where(eq(worktrees.project_id, project_id));
  return query.all().map(({ name }) => name);
}

async function remove(ctx: Context, path: string): Promise<void> {
  try {
    await removeTree(path);
  } catch (err) {
    ctx.log.warn({ err, path }, "what is left of a project could not be removed; the next start tries again");
  }
}
