import { z } from "@hono/zod-openapi";
import type { Reason as BackendReason } from "~/backends/index.ts";

/**
 *   queued → starting → running → (waiting) → succeeded | failed | timed_out | cancelled | interrupted
 *
 * Forward only, but for the way back into the queue: after an attempt that is not the last, and after a person's answer.
 */
export const STATUSES = [
  "queued",
  "starting",
  "running",
  "waiting",
  "succeeded",
  "failed",
  "timed_out",
  "cancelled",
  "interrupted",
] as const;

export const Status = z.enum(STATUSES).openapi("Status");
export type Status = z.infer<typeof Status>;

/** With a process. What waits for a person has none. */
export const LIVE = ["starting", "running"] as const satisfies Status[];
export const FINISHED = ["succeeded", "failed", "timed_out", "cancelled", "interrupted"] as const satisfies Status[];
export type Finished = (typeof FINISHED)[number];

/** From where each status may be reached. */
export const MOVES: Record<Status, readonly Status[]> = {
  queued: ["starting", "running", "waiting"],
  starting: ["queued"],
  running: ["starting"],
  waiting: ["queued", "starting", "running"],
  succeeded: ["running"],
  failed: ["queued", "starting", "running"],
  timed_out: ["starting", "running"],
  cancelled: ["queued", "starting", "running", "waiting"],
  interrupted: ["starting", "running"],
};

export function isFinished(status: Status): status is Finished {
  return (FINISHED as readonly Status[]).includes(status);
}

/** Why somebody ends a run that goes on, and what becomes of it. */
export const STOPS = {
  user: { status: "cancelled", detail: "Cancelled by a person." },
  superseded: { status: "cancelled", detail: "A newer execution of the same trigger took its place." },
  timeout: { status: "timed_out", detail: "It ran longer than its timeout." },
  shutdown: { status: "interrupted", detail: "The server was stopped." },
  budget: { status: "failed", detail: "It reached a budget." },
  /** The attempt ends, the execution waits. */
  budget_ask: { status: "interrupted", detail: "It reached a budget, and waits for a person's answer." },
  /** The attempt ends, and another goes on with what it began. */
  hand_over: { status: "interrupted", detail: "Handed over by a person." },
  silent: { status: "failed", detail: "It printed nothing for too long." },
  output_limit: { status: "failed", detail: "It wrote more than MAX_OUTPUT_BYTES." },
  disk_full: { status: "failed", detail: "The disk of the data directory is nearly full." },
} as const satisfies Record<string, { status: Finished; detail: string }>;

export type StopReason = keyof typeof STOPS;

/** Somebody wants it ended for good, whatever else it is about to end of. */
export function isFinal(reason: StopReason): boolean {
  return reason === "user" || reason === "superseded";
}

/** Why an execution has the status it has. */
export type Reason =
  | BackendReason
  | StopReason
  | "account_gone"
  | "cli_missing"
  | "spawn_failed"
  | "workspace_failed"
  | "render_failed"
  | "lost"
  | "internal";
