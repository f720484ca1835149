import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import { networkOf } from "./address.ts";

const MOST_KEYS = 100_000;

/** What is left of a limit, in whole requests, and how long until there is one more and until there are all. */
export interface Allowance {
  limit: number;
  window_ms: number;
  left: number;
  next_ms: number;
  all_ms: number;
}

/**
 * Counts per key how much of a limit is used up. What was used comes back evenly over the window, one by one, so there
 * is no edge at which twice the limit fits. In memory; forgotten at a restart, deliberately.
 */
export interface Meter {
  left(key: string, limit: number): Allowance;
  /** Uses one up, and answers what is left then. */
  count(key: string, limit: number): Allowance;
  close(): void;
}

/**
 * Of each key it keeps one number: when all will have come back. Kept in two generations, of which the older is dropped
 * whole: by then all has come back, unless a crowd of keys filled the younger before its time.
 */
export function openMeter(clock: Clock, window_ms: number): Meter {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  let turns = 0;
  const owed = (key: string) => Math.max(0, (young.get(key) ?? old.get(key) ?? 0) - clock.monotonic());
  const allowance = (owed_ms: number, limit: number): Allowance => {
    const each_ms = window_ms / limit;
    // A sum of fractions may fall a hair short of a whole one.
    const left = Math.max(0, Math.floor((window_ms - owed_ms) / each_ms + 1e-6));
    const next_ms = left > 0 ? 0 : owed_ms + each_ms - window_ms;
    return { limit, window_ms, left, next_ms, all_ms: owed_ms };
  };
  return {
    left: (key, limit) => allowance(owed(key), limit),
    count(key, limit) {
      const now = clock.monotonic();
      const owed_ms = Math.min(window_ms, owed(key) + window_ms / limit);
      if ((young.size >= MOST_KEYS && !young.has(key)) || now >= turns) {
        old = young;
        young = new Map();
        turns = now + window_ms;
      }
      young.set(key, now + owed_ms);
      return allowance(owed_ms, limit);
    },
    close() {
      young.clear();
      old.clear();
    },
  };
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-10, which many clients read by themselves. */
export function limitFields(name: string, { limit, window_ms, left, all_ms }: Allowance): Record<string, string> {
  return {
    "RateLimit-Policy": `"${name}";q=${limit};w=${window_ms / 1_000}`,
    RateLimit: `"${name}";r=${left};t=${Math.ceil(all_ms / 1_000)}`,
  };
}

/** The Fault for one too many. */
export function tooMany(name: string, allowance: Allowance, sentence: string): Fault {
  const seconds = Math.max(1, Math.ceil(allowance.next_ms / 1_000));
  return new Fault("limited", sentence, {
    headers: { "Retry-After": String(seconds), ...limitFields(name, allowance) },
  });
}

/** Counts what went wrong per address (of IPv6 per /64); what went right is never limited by it. */
export interface FailureLimit {
  /** Throws a Fault `limited` when the address has failed too often. */
  refuse(address: string, sentence: string): void;
  exceeded(address: string): boolean;
  count(address: string): void;
  close(): void;
}

export function failureLimit(clock: Clock, limit: number, windowMs: number): FailureLimit {
  const meter = openMeter(clock, windowMs);
  const left = (address: string) => meter.left(networkOf(address), limit);
  return {
    exceeded: (address) => left(address).left === 0,
    refuse(address, sentence) {
      if (left(address).left === 0) throw tooMany("failures", left(address), sentence);
    },
    count: (address) => void meter.count(networkOf(address), limit),
    close: () => meter.close(),
  };
}
