import { MemoryStore } from "hono-rate-limiter";
import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";

/** Counts what went wrong per address; what went right is never limited by it. Forgotten at a restart, deliberately. */
export interface FailureLimit {
  /** Throws a Fault `limited` when the address has failed too often in the window. */
  refuse(address: string, sentence: string): void;
  count(address: string): void;
  close(): void;
}

export function failureLimit(clock: Clock, limit: number, windowMs: number): FailureLimit {
  const store = new MemoryStore();
  store.init({ windowMs } as Parameters<MemoryStore["init"]>[0]);
  return {
    refuse(address, sentence) {
      const seen = store.get(address);
      const left = (seen?.resetTime?.getTime() ?? 0) - clock.now();
      if (!seen || seen.totalHits < limit || left <= 0) return;
      throw new Fault("limited", sentence, { headers: { "Retry-After": String(Math.ceil(left / 1000)) } });
    },
    count: (address) => void store.increment(address),
    close: () => store.shutdown(),
  };
}
