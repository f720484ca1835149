import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { MARKER } from "~/process/index.ts";
import { type GitOptions, gitText } from "./git.ts";
import { repoDir, seal } from "./repo.ts";
import { type GitProject, isGit, note, occupy, PROJECTS } from "./store.ts";
import { projects } from "./tables.ts";

/** From here on git itself would put them together. */
const MANY = 50;
const COMPACT_MS = 600_000;

/**
 * Puts the packs of the clones together: each fetch and each run's work is one of its own, and every git looks into all
 * of them. Nothing that lies in a pack is lost, reachable or not, and who reads meanwhile goes on.
 */
export class Compaction {
  /** How many packs the last try left: the next is due when they are twice as many. */
  #left = new Map<string, number>();
  #running: Promise<void> | undefined;

  constructor(private readonly ctx: Context) {}

  look(signal: AbortSignal): Promise<void> {
    this.#running ??= this.#lookAtAll(signal).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #lookAtAll(signal: AbortSignal): Promise<void> {
    for (const project of this.ctx.db.orm.select().from(projects).all())
      if (!signal.aborted && isGit(project) && this.#isDue(project) && occupy(this.ctx, project.id))
        await this.#compact(project.id, signal);
  }

  /** Meanwhile all but the largest lie there twice, and a fetch of a single ref, which goes on beside it, watches the size. */
  #isDue({ id, max_bytes }: GitProject): boolean {
    const sizes = packSizes(repoDir(this.ctx.config, id));
    const copied = sum(sizes) - Math.max(0, ...sizes);
    return sizes.length > Math.max(MANY, 2 * (this.#left.get(id) ?? 0)) && sum(sizes) + copied <= max_bytes;
  }

  async #compact(id: string, signal: AbortSignal): Promise<void> {
    const { ctx } = this;
    const repo = repoDir(ctx.config, id);
    const options: GitOptions = { env: { GIT_DIR: repo, [MARKER]: id }, signal, timeout_ms: COMPACT_MS };
    try {
      seal(ctx.config, repo);
      await gitText(ctx, ["repack", "--geometric=2", "-d", "-n", "-q"], options);
      await gitText(ctx, ["pack-refs", "--all"], options);
    } catch (err) {
      if (!signal.aborted) ctx.log.warn({ err, project_id: id }, "the packs of a clone could not be put together");
    } finally {
      this.#left.set(id, packSizes(repo).length);
      await persist(ctx, ctx.closing, () => note(ctx, id, { busy_boot: null }));
      ctx.bells.ring(PROJECTS);
    }
  }
}

/** None of what is not cloned yet, or removed. */
function packSizes(repo: string): number[] {
  const dir = join(repo, "objects", "pack");
  try {
    const packs = readdirSync(dir).filter((name) => name.endsWith(".pack"));
    return packs.map((name) => lstatSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0);
  } catch {
    return [];
  }
}

function sum(sizes: number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
