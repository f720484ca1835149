import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { MARKER } from "~/process/index.ts";
import { type GitOptions, gitText } from "./git.ts";
import { repoDir, seal } from "./repo.ts";
import { packedBytes, packFiles } from "./size.ts";
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
    const repo = repoDir(this.ctx.config, id);
    const packs = packsOf(repo);
    if (packs.length <= Math.max(MANY, 2 * (this.#left.get(id) ?? 0))) return false;
    return 2 * packedBytes(repo) - Math.max(...packs) <= max_bytes;
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
      this.#left.set(id, packsOf(repo).length);
      await persist(ctx, ctx.closing, () => note(ctx, id, { busy_boot: null }));
      ctx.bells.ring(PROJECTS);
    }
  }
}

/** How large each of them is. */
function packsOf(repo: string): number[] {
  return packFiles(repo).flatMap(({ name, bytes }) => (name.endsWith(".pack") ? bytes : []));
}
