import { z } from "@hono/zod-openapi";
import type { Reason as BackendReason } from "~/backends/index.ts";

/**
 *   queued → starting → running → (waiting) → succeeded | failed | timed_out | cancelled | interrupted
 *
 * Forward only, but for the one way back: an attempt that was interrupted may put its execution into the queue again.
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

export const LIVE = ["starting", "running", "waiting"] as const satisfies Status[];
export const FINISHED = ["succeeded", "failed", "timed_out", "cancelled", "interrupted"] as const satisfies Status[];
export type Finished = (typeof FINISHED)[number];

/** From where each status may be reached. */
export const MOVES: Record<Status, readonly Status[]> = {
  queued: ["starting", "running"],
  starting: ["queued"],
  running: ["starting", "waiting"],
  waiting: ["running"],
  succeeded: ["running"],
  failed: ["queued", "starting", "running"],
  timed_out: ["starting", "running", "waiting"],
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
  output_limit: { status: "failed", detail: "It wrote more than MAX_OUTPUT_BYTES." },
  disk_full: { status: "failed", detail: "The disk of the data directory is nearly full." },
} as const satisfies Record<string, { status: Finished; detail: string }>;

export type StopReason = keyof typeof STOPS;

/** Why an execution has the status it has. */
export type Reason =
  | BackendReason
  | StopReason
  | "cli_missing"
  | "spawn_failed"
  | "workspace_failed"
  | "render_failed"
  | "lost"
  | "internal";
