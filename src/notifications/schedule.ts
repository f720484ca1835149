import { randomInt } from "node:crypto";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Of Standard Webhooks: what is waited after the first try, the second, and so on. */
const WAITS_MS = [...[5 * SECOND, 5 * MINUTE, 30 * MINUTE], ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];
/** So that not all come back in one moment. */
const JITTER_PERCENT = 10;

/** What is waited after so many tries, and as long as the receiver asked for; undefined after the last. */
export function waitAfter(tries: number, asked_ms = 0): number | undefined {
  const wait = WAITS_MS[tries - 1];
  return wait === undefined ? undefined : Math.max(asked_ms, wait + (wait * randomInt(JITTER_PERCENT + 1)) / 100);
}
