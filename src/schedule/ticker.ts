import type { Clock } from "~/kit/clock.ts";

/** A clock may be set and a machine may sleep: the time is looked at again after so long, whatever was planned. */
const LONGEST_MS = 30_000;

export interface Ticker {
  /** Looks at once, as soon as whoever calls this is done. */
  ring(): void;
  stop(): void;
}

/** Calls `look`, and again at the instant it answers, by the wall clock. */
export function startTicker(clock: Clock, look: () => number): Ticker {
  let cancel = () => {};
  let stopped = false;
  const arm = (ms: number) => {
    cancel();
    if (!stopped) cancel = clock.after(Math.min(LONGEST_MS, Math.max(0, ms)), tick);
  };
  const tick = () => {
    const at = look();
    arm(at - clock.now());
  };
  arm(0);
  return {
    ring: () => arm(0),
    stop() {
      stopped = true;
      cancel();
    },
  };
}
