import type { Clock } from "~/kit/clock.ts";
import type { Log } from "~/kit/log.ts";
import { isTransient } from "./transient.ts";

export const RETRY_MS = 250;
/** Tries of ten seconds: who waits for an hour says so now and then. */
const TOLD_EVERY = 40;

/**
 * Acts until it holds. A lock, a full disk or a want of descriptors passes, and what became of a run or of anything
 * outside must not be forgotten because of it. Throws what is no such failure, and any failure once `giveUp` says so:
 * then the next start finds what is left.
 */
export async function persist<T>(
  { clock, log }: { clock: Clock; log: Log },
  giveUp: AbortSignal,
  act: () => T | Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await act();
    } catch (err) {
      if (!isPassing(err) || giveUp.aborted) throw err;
      if (tries % TOLD_EVERY === 0) log.error({ err, tries }, "it cannot be done now; trying again");
      await clock.sleep(RETRY_MS, giveUp);
    }
  }
}

/** What is worth another try. */
export function isPassing(error: unknown): boolean {
  return (
    isTransient(error) || (error instanceof Error && "code" in error && /^(EMFILE|ENFILE)$/.test(String(error.code)))
  );
}
