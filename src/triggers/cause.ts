import type { Topic } from "./kinds/kind.ts";

/** An event that came from outside. */
interface Delivered {
  origin: "webhook" | "github";
  request_id: string;
  delivery_id: string;
  /** Nobody stands for it, or a stranger caused it: what it starts may read, and no more. */
  read_only: boolean;
  /** How many executions in a row led to it, each by what it posted. */
  hops: number;
  topic?: Topic;
}

/** A run of a workflow that has ended. */
interface Ended {
  origin: "workflow";
  request_id: string;
  run_id: string;
  status: string;
  read_only: boolean;
  hops: number;
  /** How many runs have led to one another. */
  depth: number;
}

/** What sets a trigger off. */
export type Cause =
  | { origin: "manual"; request_id: string; tags: string[]; group_id: string | null }
  | { origin: "schedule"; request_id: string; fire_id: string }
  | Delivered
  | Ended;

export function isDelivered(cause: Cause): cause is Delivered {
  return cause.origin === "webhook" || cause.origin === "github";
}
