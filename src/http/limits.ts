import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";

const MOST_ADDRESSES = 100_000;

/** Counts what went wrong per address; what went right is never limited by it. Forgotten at a restart, deliberately. */
export interface FailureLimit {
  /** Throws a Fault `limited` when the address has failed too often in the window. */
  refuse(address: string, sentence: string): void;
  count(address: string): void;
  close(): void;
}

interface Window {
  failures: number;
  ends: number;
}

/**
 * A window begins with an address's first failure. Kept in two generations, of which the older is dropped whole: by
 * then all its windows have ended, unless a crowd of addresses filled the younger before its time.
 */
export function failureLimit(clock: Clock, limit: number, windowMs: number): FailureLimit {
  let young = new Map<string, Window>();
  let old = new Map<string, Window>();
  let turns = 0;
  const find = (address: string) => {
    const window = young.get(address) ?? old.get(address);
    return window && window.ends > clock.now() ? window : undefined;
  };
  const begin = (address: string, ends: number) => {
    if (young.size >= MOST_ADDRESSES || clock.now() >= turns) {
      old = young;
      young = new Map();
      turns = ends;
    }
    young.set(address, { failures: 1, ends });
  };
  return {
    refuse(address, sentence) {
      const window = find(address);
      if (!window || window.failures < limit) return;
      const seconds = Math.ceil((window.ends - clock.now()) / 1_000);
      throw new Fault("limited", sentence, { headers: { "Retry-After": String(seconds) } });
    },
    count(address) {
      const window = find(address);
      if (window) window.failures++;
      else begin(address, clock.now() + windowMs);
    },
    close() {
      young.clear();
      old.clear();
    },
  };
}
