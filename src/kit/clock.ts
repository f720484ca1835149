/** The only file that asks the time. Instants are ISO-8601 UTC with milliseconds; durations are milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch. Somebody may set it, so an instant of it says nothing about how long ago that was. */
  now(): number;
  /** Milliseconds since some moment, for bounds: nobody sets it, and another process counts from another moment. */
  monotonic(): number;
  /** The present instant (or `at`) as rows and JSON hold it. */
  iso(at?: number): string;
  /** Runs `fn` once after `ms`; never keeps the process alive. The answer cancels it. */
  after(ms: number, fn: () => void): () => void;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  iso: (at = Date.now()) => new Date(at).toISOString(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  sleep(ms, signal) {
    return sleepOn(systemClock, ms, signal);
  },
};

export interface FakeClock extends Clock {
  /** Moves the time forward and runs what falls due on the way, in order. */
  advance(ms: number): void;
}

export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  let due: { at: number; fn: () => void }[] = [];
  const clock: FakeClock = {
    now: () => now,
    monotonic: () => now - start,
    iso: (at = now) => new Date(at).toISOString(),
    after(ms, fn) {
      const entry = { at: now + Math.max(0, ms), fn };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((entry) => entry !== next);
        now = next.at;
        next.fn();
      }
      now = end;
    },
  };
  return clock;
}

function sleepOn(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}

const LONG_MS = 3_600_000;

/** With nothing left but timers that hold nobody, Bun's loop would turn without a pause until somebody is done. */
export function holdLoop(): void {
  setInterval(() => {}, LONG_MS);
}
