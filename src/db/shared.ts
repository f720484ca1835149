import type { Database } from "bun:sqlite";
import { AsyncResource } from "node:async_hooks";
import { systemClock } from "~/kit/clock.ts";
import type { Flush } from "./flush.ts";
import type { After, Db, Sync, Tx } from "./tx.ts";

type Verb<T> = (tx: Tx, after: After) => Sync<T>;

/** Others wait meanwhile. */
const MOST_AT_ONCE = 50;
/**
 * A loop that is so late is busy: those who are many then come at most so often, and pages that all of them change are
 * written once.
 */
const LATE_MS = 2;
const GAP_MS = 10;

interface Entry {
  /** Its part of the transaction; answers what is to be told once that is on the disk. */
  write(tx: Tx, after: After): () => void;
  fail(error: unknown): void;
}

/**
 * One transaction and one wait for the disk for all who come while it is at it. Each has a savepoint: what throws takes
 * nobody else with it. A transaction that fails as a whole fails all of them, and nothing of it was told.
 */
export class Shared {
  #entries: Entry[] = [];
  #running = false;

  constructor(
    private readonly tx: Db["tx"],
    private readonly sqlite: Database,
    private readonly flush: Flush,
  ) {}

  /** Resolves once what `verb` has written would survive a power cut. */
  add<T>(verb: Verb<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    // Whoever asks is known by his own request, also where another's has begun the transaction.
    const own = AsyncResource.bind(verb);
    this.#entries.push({
      write: (tx, after) => {
        const result = own(tx, (effect) => after(AsyncResource.bind(effect))) as T;
        return () => resolve(result);
      },
      fail: reject,
    });
    if (!this.#running) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#entries.length > 0) {
      const due = systemClock.monotonic();
      await new Promise(setImmediate);
      const isLate = systemClock.monotonic() - due > LATE_MS;
      const entries = this.#entries.splice(0, MOST_AT_ONCE);
      await Promise.all([this.#take(entries), isLate && systemClock.sleep(GAP_MS)]);
    }
    this.#running = false;
  }

  async #take(entries: Entry[]): Promise<void> {
    try {
      const told = this.tx((tx, after) => entries.map((entry) => this.#write(entry, tx, after)));
      await this.flush.done();
      for (const tell of told) tell();
    } catch (error) {
      for (const { fail } of entries) fail(error);
    }
  }

  /** An error of the disk ends the whole transaction, and there is nothing to go back to. */
  #write(entry: Entry, tx: Tx, after: After): () => void {
    const effects: (() => void)[] = [];
    this.sqlite.run("SAVEPOINT own");
    try {
      const tell = entry.write(tx, (effect) => effects.push(effect));
      this.sqlite.run("RELEASE own");
      for (const effect of effects) after(effect);
      return tell;
    } catch (error) {
      if (!this.sqlite.inTransaction) throw error;
      this.sqlite.run("ROLLBACK TO own");
      this.sqlite.run("RELEASE own");
      return () => entry.fail(error);
    }
  }
}
