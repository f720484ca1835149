import { isTransient } from "~/db/transient.ts";
import type { Bells } from "./bells.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";

const MOST_TRIES = 10;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

interface World {
  bells: Bells;
  clock: Clock;
  log: Log;
  disposer: AsyncDisposableStack;
}

export interface Following {
  follower: string;
  /** Rings when there may be something new. */
  bell: string;
  /** Takes in the next of what is new, in one transaction; true when there was one. */
  takeNext(): boolean;
  /** Leaves the next one out for good: it failed ten times. */
  passOver(): void;
}

/**
 * Takes in whatever is new, one a turn of the loop, at every ring and from the start on. What fails is tried again, ten
 * times at most unless the database itself fails for the moment.
 */
export function startFollower({ bells, clock, log, disposer }: World, following: Following): void {
  const { follower, bell, takeNext, passOver } = following;
  let cancel: (() => void) | undefined;
  let tries = 0;
  const arm = (ms: number) => {
    cancel ??= clock.after(ms, look);
  };
  const next = () => {
    if (tries < MOST_TRIES) return takeNext();
    passOver();
    return true;
  };
  const look = () => {
    cancel = undefined;
    try {
      const more = next();
      tries = 0;
      if (more) arm(0);
    } catch (err) {
      log.error({ err, follower }, "what is new could not be taken in; trying again");
      // A lock or a full disk passes, and is not the fault of what is new.
      if (!isTransient(err)) tries += 1;
      arm(isTransient(err) ? FIRST_RETRY_MS : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries));
    }
  };
  const off = bells.on(bell, () => arm(0));
  disposer.defer(() => {
    off();
    cancel?.();
  });
  arm(0);
}
