import { closeSync, fdatasync, openSync } from "node:fs";
import type { Trust } from "./trust.ts";

/**
 * Puts on the disk what was committed, as synchronous=FULL would, in a thread of the pool: the loop goes on meanwhile,
 * and whoever commits while the disk is at it shares the next time with all others who do.
 */
export class Flush {
  #running = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    private readonly path: string,
    private readonly trust: Trust,
  ) {}

  /** Resolves once all that was committed before would survive a power cut; rejects when the disk does not confirm it. */
  done(): Promise<void> {
    this.#next ??= this.#follow(this.#running);
    return this.#next;
  }

  async #follow(before: Promise<void>): Promise<void> {
    await before;
    this.#next = undefined;
    const confirmed = this.trust.watch(() => confirm(`${this.path}-wal`));
    this.#running = confirmed.catch((error) => this.trust.lose(error));
    return confirmed;
  }
}

/** Unlike those of the database, nobody holds a lock by the log: it may be opened and closed. */
function confirm(log: string): Promise<void> {
  const file = openSync(log, "r");
  return new Promise((resolve, reject) => {
    fdatasync(file, (error) => {
      closeSync(file);
      if (error) reject(unconfirmed(error));
      else resolve();
    });
  });
}

/** By the name that SQLite has for it. */
function unconfirmed(cause: Error): Error {
  return Object.assign(new Error(`disk I/O error: ${cause.message}`, { cause }), { code: "SQLITE_IOERR_FSYNC" });
}
