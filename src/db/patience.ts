import type { Database } from "bun:sqlite";

/** Once the server answers. The loop stands still meanwhile. */
export const WAIT_MS = 50;

/** A pragma takes no parameters. */
export const busyTimeout = (ms: number) => `PRAGMA busy_timeout = ${ms}`;

/**
 * How long a transaction waits for somebody else's lock. Who was refused is so many times a second, by every run that
 * prints or ends: until one has gone through again, they ask without waiting.
 */
export class Patience {
  #wait_ms = WAIT_MS;
  #isRefused = false;

  constructor(private readonly sqlite: Database) {}

  wait(ms: number): void {
    this.#wait_ms = ms;
    this.#isRefused = false;
    this.#set(ms);
  }

  refused(): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#set(0);
  }

  granted(): void {
    if (this.#isRefused) this.wait(this.#wait_ms);
  }

  #set(ms: number): void {
    this.sqlite.run(busyTimeout(ms));
  }
}
