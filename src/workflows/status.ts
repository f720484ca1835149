import { z } from "@hono/zod-openapi";
import { STATUSES } from "~/executions/index.ts";

/** Those of executions, and one more: nothing led to it. */
export const RunStatus = z.enum([...STATUSES, "skipped"]).openapi("RunStatus");
export type RunStatus = z.infer<typeof RunStatus>;

const ENDS: ReadonlySet<RunStatus> = new Set([
  ...(["succeeded", "failed", "timed_out", "cancelled", "interrupted", "skipped"] as const),
]);

export const isEnd = (status: RunStatus) => ENDS.has(status);

/** It ended of itself, and not well. */
export const isFailure = (status: RunStatus) =>
  status === "failed" || status === "timed_out" || status === "interrupted";
