import type { Clock } from "./clock.ts";

interface Bounds {
  /** A turn of the loop is to take about so long. */
  turn_ms: number;
  least: number;
  most: number;
}

/** How much of a long work is done in one turn: twice as much after a short turn, half of it after a long one. */
export class Portion {
  #size: number;

  constructor(
    private readonly clock: Clock,
    private readonly bounds: Bounds,
  ) {
    this.#size = bounds.least;
  }

  turn<T>(work: (size: number) => T): T {
    const { turn_ms, least, most } = this.bounds;
    const began = this.clock.monotonic();
    const done = work(this.#size);
    const short = this.clock.monotonic() - began < turn_ms;
    this.#size = short ? Math.min(most, this.#size * 2) : Math.max(least, Math.floor(this.#size / 2));
    return done;
  }

  /** Goes from `at` to `end`, and lets others have their turn in between. The work answers how far it came. */
  async walk(at: number, end: number, work: (at: number, size: number) => number): Promise<void> {
    for (let here = at; here < end; await new Promise(setImmediate)) here = this.turn((size) => work(here, size));
  }
}
