import type { Clock } from "./clock.ts";

/** The signs of life that readiness asks for. */
export class Vitals {
  #beats = new Map<string, number>();
  /** The server has begun to close. */
  stopping = false;

  constructor(private readonly clock: Clock) {}

  /** Said by whoever works on a timer, at each look. */
  beat(name: string): void {
    this.#beats.set(name, this.clock.monotonic());
  }

  /** For how long there was none; undefined before the first. */
  silent_ms(name: string): number | undefined {
    const at = this.#beats.get(name);
    return at === undefined ? undefined : this.clock.monotonic() - at;
  }
}
