import { apart } from "./apart.ts";

/** Rings after every transaction: for whoever looks at all that changes. */
export const COMMITTED = "committed";

/**
 * Doorbells: `ring` says "look again", never what is new. The table holds the news, so a ring that nobody hears is
 * no loss, and a wait that begins after the ring must look before it waits.
 */
export class Bells {
  #waiting = new Map<string, Set<() => void>>();

  ring(key: string): void {
    const listeners = this.#waiting.get(key);
    if (listeners) for (const listener of [...listeners]) apart(listener);
  }

  /** Calls `fn` at every ring until the answer is called. */
  on(key: string, fn: () => void): () => void {
    const listeners = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, listeners.add(fn));
    return () => {
      listeners.delete(fn);
      if (listeners.size === 0 && this.#waiting.get(key) === listeners) this.#waiting.delete(key);
    };
  }

  /** Resolves at the next ring or when the signal aborts. */
  wait(key: string, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        off();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const off = this.on(key, done);
      signal?.addEventListener("abort", done, { once: true });
    });
  }

  /** How many wait on a key: what a test of leaks asks. */
  listeners(key: string): number {
    return this.#waiting.get(key)?.size ?? 0;
  }
}
