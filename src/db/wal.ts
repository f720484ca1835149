import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { Checkpoints } from "./checkpoints.ts";
import { isSyncFailure, type Trust } from "./trust.ts";

/** About SQLite's own thousand pages. */
export const WAL_BYTES = 4 * 1024 * 1024;
/**
 * So long it may become while a thread follows those who write. A file that was longer is cut back to it when the log
 * begins anew, and not further: whoever writes waits for that, 35 ms for 60 MB where the disk is told of what is free.
 */
export const LONG_BYTES = 16 * WAL_BYTES;
/** What a frame has beside its page. */
const FRAME_BYTES = 24;
const COMMITS = 16;

/** How large the file of the write-ahead log is; 0 where there is none. */
export function walBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Keeps the write-ahead log short, in the place of SQLite's own checkpoints: those keep to themselves that an fsync has
 * failed.
 */
export class Wal {
  #commits = 0;
  #tried = 0;
  #failure: unknown;
  #before = "";
  #checkpoints: Checkpoints | undefined;
  #aside: Promise<void> | undefined;

  constructor(
    private readonly sqlite: Database,
    private readonly path: string,
    private readonly trust: Trust,
  ) {}

  /** How long the log is since it began anew: its file may be longer. */
  get bytes(): number {
    const { page_size = 0 } = this.sqlite.query<{ page_size: number }, []>("PRAGMA page_size").get() ?? {};
    return Math.max(0, this.#ask("NOOP").log) * (page_size + FRAME_BYTES);
  }

  /** From now on a thread does it: whoever writes and answers does not wait for the disk. */
  delegate(): void {
    this.#checkpoints = new Checkpoints(this.path);
  }

  /** The opposite: waits for what the thread is at. */
  async recall(): Promise<void> {
    const checkpoints = this.#checkpoints;
    this.#checkpoints = undefined;
    await this.#aside;
    await checkpoints?.close();
  }

  /** After every commit. A checkpoint that fails is no failure of what was committed: `tend` throws it. */
  committed(): void {
    if (++this.#commits % COMMITS !== 0) return;
    try {
      this.#shorten();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Now and then: what was written outside of transactions counts too, and what lies still is emptied. */
  tend(): void {
    this.#tell();
    this.#shorten();
    const { size = 0, mtimeMs = 0 } = statSync(`${this.path}-wal`, { throwIfNoEntry: false }) ?? {};
    const now = `${size} ${mtimeMs}`;
    const idle = size > 0 && now === this.#before;
    this.#before = now;
    if (idle && !this.#aside && this.#checkpoint("PASSIVE")) this.#checkpoint("TRUNCATE");
  }

  #failed(error: unknown): void {
    this.#tried = 0;
    this.#failure = error;
  }

  #tell(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /** Where a long reader holds it, only when it has grown as much again. */
  #shorten(): void {
    const size = this.bytes;
    if (size < this.#tried) this.#tried = 0;
    if (this.#aside || size <= WAL_BYTES || size < this.#tried + WAL_BYTES) return;
    this.#tried = size;
    if (this.#checkpoints) this.#aside = this.#shortenAside(this.#checkpoints);
    else this.#checkpoint("PASSIVE");
  }

  /**
   * A log begins anew only when nothing was written since its last frame was moved. Who writes without end is always
   * ahead of the thread by a little: once the log is long, that little is moved here.
   */
  async #shortenAside(checkpoints: Checkpoints): Promise<void> {
    try {
      await this.trust.watch(() => checkpoints.make());
      if (this.bytes > LONG_BYTES) this.#checkpoint("PASSIVE");
    } catch (error) {
      if (isSyncFailure(error)) this.trust.lose(error);
      this.#failed(error);
    } finally {
      this.#aside = undefined;
    }
  }

  /** True when all of it is in the database. */
  #checkpoint(mode: keyof typeof CHECKPOINTS): boolean {
    if (this.sqlite.inTransaction) return false;
    const { busy, log, checkpointed } = this.trust.watch(() => this.#ask(mode));
    return busy === 0 && log === checkpointed;
  }

  /** In frames. */
  #ask(mode: keyof typeof CHECKPOINTS): { busy: number; log: number; checkpointed: number } {
    const query = this.sqlite.query<{ busy: number; log: number; checkpointed: number }, []>(CHECKPOINTS[mode]);
    return query.get() ?? { busy: 1, log: 0, checkpointed: 0 };
  }
}

const CHECKPOINTS = {
  /** Says how it stands. */
  NOOP: "PRAGMA wal_checkpoint(NOOP)",
  PASSIVE: "PRAGMA wal_checkpoint(PASSIVE)",
  TRUNCATE: "PRAGMA wal_checkpoint(TRUNCATE)",
};
