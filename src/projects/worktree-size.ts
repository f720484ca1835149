import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "~/context.ts";
import type { WorktreeSize } from "./model.ts";
import { worktreeDir } from "./repo.ts";
import { getWorktree } from "./worktree-store.ts";

const MOST_COUNTED = 50_000;

/** What a worktree takes of the disk: nothing while its directory is gone. Throws a Fault `not_found`. */
export async function worktreeSize(ctx: Context, project_id: string, id: string): Promise<WorktreeSize> {
  const { name } = getWorktree(ctx.db.orm, project_id, id);
  const open = [worktreeDir(ctx.config, name)];
  let bytes = 0;
  let counted = 0;
  for (let dir = open.pop(); dir !== undefined; dir = open.pop())
    // Executions make and remove files as we look.
    for (const entry of await readdir(dir, { withFileTypes: true }).catch(() => [])) {
      if (++counted > MOST_COUNTED) return { bytes, whole: false };
      const path = join(dir, entry.name);
      if (entry.isDirectory()) open.push(path);
      else bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
    }
  return { bytes, whole: true };
}
