import { randomBytes } from "node:crypto";
import { rmSync, statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "./clock.ts";
import { freeBytes } from "./disk.ts";
import { Fault } from "./fault.ts";
import type { Log } from "./log.ts";

const LOOK_MS = 1_000;
const CHUNK = 1024 * 1024;
const RETRY_AFTER_SECS = 5;

interface Options {
  dir: string;
  /** How large it is; 0 keeps none, and then nothing is ever refused here. */
  bytes: number;
  log: Log;
}

/**
 * A file that takes room on the disk, to be given up when there is no other: what was begun is then written to its end
 * and nothing new is taken, until there is room again. It looks by itself; nobody starts the server anew.
 */
export class Ballast {
  #full = false;
  #laying: Promise<void> | undefined;
  #cancel = () => {};

  constructor(private readonly options: Options) {
    // What a start has to write needs room at once; to lay it has time.
    if (freeBytes(options.dir) < options.bytes) this.look();
    this.#cancel = systemClock.after(LOOK_MS, () => this.#lookAgain());
  }

  get full(): boolean {
    return this.#full;
  }

  /** Whether the file is there, whole. */
  get laid(): boolean {
    return this.#laying === undefined && this.#size() === this.options.bytes && this.options.bytes > 0;
  }

  /** Throws a Fault `unavailable` while the disk is full. Whoever is to take new work asks. */
  refuseWhenFull(): void {
    if (!this.#full) return;
    throw new Fault("unavailable", "The server's disk is full: it takes nothing new until there is room.", {
      code: "disk_full",
      headers: { "Retry-After": String(RETRY_AFTER_SECS) },
    });
  }

  /** Gives it up when the disk is full, and lays it again when there is room for it and as much beside it. */
  look(): void {
    const { dir, bytes, log } = this.options;
    if (bytes === 0 || this.#laying) return;
    const free = freeBytes(dir);
    if (!this.#full && free < bytes) {
      this.#full = true;
      rmSync(this.#path, { force: true });
      log.error({ free_bytes: free }, "the disk is full: nothing new is taken, and the ballast is given up");
    } else if (this.#full && free >= 2 * bytes) {
      this.#full = false;
      log.info({ free_bytes: free }, "the disk has room again: new work is taken");
    }
    if (!this.#full && this.#size() !== bytes && free >= 2 * bytes) this.#laying = this.#lay();
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.#laying;
  }

  get #path(): string {
    return join(this.options.dir, "ballast");
  }

  #size(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  #lookAgain(): void {
    try {
      this.look();
    } catch (err) {
      this.options.log.error({ err }, "the disk could not be looked at; looking again");
    }
    this.#cancel = systemClock.after(LOOK_MS, () => this.#lookAgain());
  }

  /** Of bytes that no file system makes smaller. */
  async #lay(): Promise<void> {
    const { bytes, log } = this.options;
    const chunk = randomBytes(CHUNK);
    try {
      await using file = await open(this.#path, "w", 0o600);
      for (let left = bytes; left > 0; left -= CHUNK) await file.write(chunk, 0, Math.min(left, CHUNK));
      await file.sync();
    } catch (err) {
      log.warn({ err }, "the ballast could not be laid; trying again");
      await rm(this.#path, { force: true });
    } finally {
      this.#laying = undefined;
    }
  }
}
