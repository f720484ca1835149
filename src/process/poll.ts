import type { Clock } from "~/kit/clock.ts";

const STEPS_MS = [1, 2, 4, 8, 16];
const STEP_MS = 25;

/** Resolves true as soon as `done` holds, false when `ms` passed first. */
export async function poll(clock: Clock, ms: number, done: () => boolean): Promise<boolean> {
  const end = clock.monotonic() + ms;
  for (let step = 0; !done(); step++) {
    const left = end - clock.monotonic();
    if (left <= 0) return false;
    await clock.sleep(Math.min(left, STEPS_MS[step] ?? STEP_MS));
  }
  return true;
}
