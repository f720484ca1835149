import type { Queries } from "~/db/tx.ts";
import { mostHops } from "~/executions/index.ts";
import { markedBy } from "~/kit/marker.ts";
import type { Event } from "~/triggers/index.ts";

/** So many executions in a row may each be set off by what the one before has posted. */
export const MOST_HOPS = 5;
const MOST_MARKS = 500;

/** How far an event is from the world, by the executions that it bears marks of or that did it; and why that is too far. */
export function hopsOf(queries: Queries, { payload, caused_by = [] }: Event): { hops: number; too_far?: string } {
  const marks = [...new Set([...markedBy(payload), ...caused_by])];
  if (marks.length === 0) return { hops: 0 };
  const hops = 1 + (marks.length > MOST_MARKS ? MOST_HOPS : mostHops(queries, marks));
  if (hops <= MOST_HOPS) return { hops };
  const led = marks.length === 1 ? `${marks[0]} led to it` : `${marks[0]} and others led to it`;
  return {
    hops,
    too_far: `${led} by what it did, and ${MOST_HOPS} executions in a row did so before: it is a loop`,
  };
}
