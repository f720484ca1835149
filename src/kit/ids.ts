import { randomBytes } from "node:crypto";
import { z } from "@hono/zod-openapi";

/** Every entity's prefix. An id is the prefix and 20 characters that sort by age. */
export const PREFIXES = {
  trigger: "trig",
  execution: "exec",
  attempt: "att",
  delivery: "del",
  account: "acct",
  budget: "bud",
  key: "key",
  session: "sess",
  boot: "boot",
  request: "req",
  project: "proj",
  product: "prod",
  worktree: "wt",
  snippet: "snip",
  revision: "rev",
  fire: "fire",
  channel: "chan",
  rule: "rule",
  notification: "note",
  review: "pr",
  finding: "find",
  audit: "aud",
  backup: "bak",
  workflow: "wf",
  run: "run",
} as const;

export type Entity = keyof typeof PREFIXES;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const ID_BODY = "[0-9a-hjkmnp-tv-z]{20}";

/**
 * Makes ids of 48 bits of milliseconds and 52 random bits. Within one millisecond the random part counts up,
 * so ids made by one process sort in the order they were made.
 */
export function idMaker(now: () => number) {
  let lastMs = 0;
  let lastRandom = 0n;
  return (entity: Entity): string => {
    const ms = Math.max(now(), lastMs);
    lastRandom = ms === lastMs ? lastRandom + 1n : randomBytes(8).readBigUInt64BE() >> 13n;
    lastMs = ms;
    return `${PREFIXES[entity]}-${encode((BigInt(ms) << 52n) | lastRandom)}`;
  };
}

/** The smallest id that can have been made at this moment or later. */
export function firstIdAt(entity: Entity, ms: number): string {
  return `${PREFIXES[entity]}-${encode(BigInt(Math.max(0, ms)) << 52n)}`;
}

function encode(value: bigint): string {
  let text = "";
  for (let rest = value, i = 0; i < 20; i++, rest >>= 5n) text = ALPHABET[Number(rest & 31n)] + text;
  return text;
}

/** The zod schema of an id in a path, query or body. */
export function idParam(entity: Entity) {
  const prefix = `${PREFIXES[entity]}-`;
  return z
    .string()
    .regex(new RegExp(`^${prefix}${ID_BODY}$`), `must be an id like ${prefix}…`)
    .openapi({ example: `${prefix}01kb3m6g000000000000` });
}
