import { type Clock, systemClock } from "~/kit/clock.ts";

export interface JumpingClock extends Clock {
  jump(ms: number): void;
}

/** The machine's time and a bit more: timers and `monotonic` run as ever, and what compares instants sees the jump. */
export function jumpingClock(): JumpingClock {
  let ahead_ms = 0;
  const now = () => systemClock.now() + ahead_ms;
  return {
    ...systemClock,
    now,
    monotonic: systemClock.monotonic,
    iso: (at = now()) => systemClock.iso(at),
    jump(ms) {
      ahead_ms += ms;
    },
  };
}
