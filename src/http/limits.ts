import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import { networkOf } from "./address.ts";

const MOST_ADDRESSES = 100_000;

/** Counts what went wrong per address (of IPv6 per /64); what went right is never limited by it. Forgotten at a restart, deliberately. */
export interface FailureLimit {
  /** Throws a Fault `limited` when the address has failed too often in the window. */
  refuse(address: string, sentence: string): void;
  exceeded(address: string): boolean;
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
  const find = (network: string) => {
    const window = young.get(network) ?? old.get(network);
    return window && window.ends > clock.now() ? window : undefined;
  };
  const begin = (network: string, ends: number) => {
    if (young.size >= MOST_ADDRESSES || clock.now() >= turns) {
      old = young;
      young = new Map();
      turns = ends;
    }
    young.set(network, { failures: 1, ends });
  };
  const full = (address: string) => {
    const window = find(networkOf(address));
    return window && window.failures >= limit ? window : undefined;
  };
  return {
    exceeded: (address) => full(address) !== undefined,
    refuse(address, sentence) {
      const window = full(address);
      if (!window) return;
      const seconds = Math.ceil((window.ends - clock.now()) / 1_000);
      throw new Fault("limited", sentence, {
        headers: {
          "Retry-After": String(seconds),
          "RateLimit-Policy": `"failures";q=${limit};w=${windowMs / 1_000}`,
          RateLimit: `"failures";r=0;t=${seconds}`,
        },
      });
    },
    count(address) {
      const network = networkOf(address);
      const window = find(network);
      if (window) window.failures++;
      else begin(network, clock.now() + windowMs);
    },
    close() {
      young.clear();
      old.clear();
    },
  };
}
