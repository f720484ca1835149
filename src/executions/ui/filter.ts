import type { BackendId } from "~/backends/index.ts";
import { instantsOf } from "~/ui/days.ts";
import type { ExecutionSummary } from "../model.ts";
import type { Status } from "../status.ts";

const HOUR_MS = 3_600_000;
/** How far back a list may reach, by what stands in the address. */
const WITHIN = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 168 * HOUR_MS, "30d": 720 * HOUR_MS } as const;
export type Within = keyof typeof WITHIN;

/** What the list is narrowed by: it lies in the address, so that it can be linked. */
export interface Filter {
  status?: Status;
  trigger_id?: string;
  backend?: BackendId;
  tag?: string;
  reason?: string;
  group_id?: string;
  project_id?: string;
  origin?: ExecutionSummary["origin"];
  within?: Within;
  /** The first and the last day, or instants. */
  since?: string;
  until?: string;
  /** Words in the output. */
  text?: string;
}

const FIELDS = [
  ...(["status", "trigger_id", "backend", "tag", "reason", "group_id", "project_id", "origin"] as const),
  ...(["within", "since", "until", "text"] as const),
];

export function readFilter(search: Record<string, unknown>): Filter {
  // The router takes what looks like a number for one.
  const given = FIELDS.filter((name) => ["string", "number", "boolean"].includes(typeof search[name]));
  return Object.fromEntries(given.map((name) => [name, String(search[name])]).filter(([, value]) => value !== ""));
}

/** The filter as the server takes it: days and spans become instants. */
export function askedBy({ within, since, until, text: _, ...filter }: Filter, now: number) {
  const span = within && WITHIN[within];
  return {
    ...filter,
    ...instantsOf({ since, until }),
    ...(span && { since: new Date(now - span).toISOString() }),
  };
}
