import { readdirSync } from "node:fs";
import { join } from "node:path";
import { and, eq, isNull, ne, or } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { MARKER } from "~/process/index.ts";
import { type GitOptions, gitText } from "./git.ts";
import { repoDir, seal } from "./repo.ts";
import { note } from "./store.ts";
import { projects } from "./tables.ts";

/** From here on git itself would put them together. */
const MANY = 50;
const COMPACT_MS = 3_600_000;

/**
 * Puts the packs of the clones together: each fetch and each run's work is one of its own, and every git looks into all
 * of them. Nothing that lies in a pack is lost, reachable or not, and who reads meanwhile goes on.
 */
export class Compaction {
  /** How many packs there were when it failed: it is tried again when they are twice as many. */
  #failed = new Map<string, number>();

  constructor(private readonly ctx: Context) {}

  async look(signal: AbortSignal): Promise<void> {
    const git = eq(projects.kind, "git");
    for (const { id } of this.ctx.db.orm.select({ id: projects.id }).from(projects).where(git).all())
      if (!signal.aborted && this.#isDue(id) && this.#occupy(id)) await this.#compact(id, signal);
  }

  #isDue(id: string): boolean {
    return packsOf(repoDir(this.ctx.config, id)).length > Math.max(MANY, 2 * (this.#failed.get(id) ?? 0));
  }

  /** Beside no fetch, whose size is watched. */
  #occupy(id: string): boolean {
    const { boot_id, db } = this.ctx;
    const free = and(eq(projects.id, id), or(isNull(projects.busy_boot), ne(projects.busy_boot, boot_id)));
    return db.orm.update(projects).set({ busy_boot: boot_id }).where(free).returning().get() !== undefined;
  }

  async #compact(id: string, signal: AbortSignal): Promise<void> {
    const { ctx } = this;
    const repo = repoDir(ctx.config, id);
    const options: GitOptions = { env: { GIT_DIR: repo, [MARKER]: id }, signal, timeout_ms: COMPACT_MS };
    try {
      seal(ctx.config, repo);
      await gitText(ctx, ["repack", "--geometric=2", "-d", "-q"], options);
      await gitText(ctx, ["pack-refs", "--all"], options);
      this.#failed.delete(id);
    } catch (err) {
      this.#failed.set(id, packsOf(repo).length);
      if (!signal.aborted) ctx.log.warn({ err, project_id: id }, "the packs of a clone could not be put together");
    } finally {
      await persist(ctx, ctx.closing, () => note(ctx, id, { busy_boot: null }));
    }
  }
}

function packsOf(repo: string): string[] {
  try {
    return readdirSync(join(repo, "objects", "pack")).filter((name) => name.endsWith(".pack"));
  } catch {
    // It is not cloned yet, or removed.
    return [];
  }
}
