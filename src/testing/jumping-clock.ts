import { type Clock, systemClock } from "~/kit/clock.ts";

export type Jumping<C extends Clock> = C & { jump(ms: number): void };
export type JumpingClock = Jumping<Clock>;

/**
 * The machine's time, or another clock's, and a bit more: timers and `monotonic` run as ever, and what compares instants
 * sees the jump.
 */
export function jumpingClock(): JumpingClock;
export function jumpingClock<C extends Clock>(base: C): Jumping<C>;
export function jumpingClock(base: Clock = systemClock): JumpingClock {
  let ahead_ms = 0;
  const now = () => base.now() + ahead_ms;
  return {
    ...base,
    now,
    iso: (at = now()) => base.iso(at),
    jump(ms) {
      ahead_ms += ms;
    },
  };
}
