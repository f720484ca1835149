import { join } from "node:path";
import type { Config } from "~/config.ts";
import type { TriggerRow } from "./store.ts";

/** Can nobody but this machine reach the server? Only then may a delivery come unsigned. */
export function isLocalOnly({ HOST, PUBLIC_URL, TRUST_PROXY }: Config): boolean {
  const loopback = HOST === "localhost" || HOST === "::1" || /^127\./.test(HOST);
  return loopback && PUBLIC_URL === undefined && TRUST_PROXY.length === 0;
}

/** How many of a trigger's executions may be unfinished at once; skipping and replacing need a limit, so one. */
export function slotLimitOf({ max_concurrent, overlap }: Pick<TriggerRow, "max_concurrent" | "overlap">) {
  return max_concurrent ?? (overlap === "queue" ? null : 1);
}

/** A trigger that names no directory has one of its own: a CLI resumes a session only where it began. */
export function workingDirOf(config: Config, { id, working_dir }: Pick<TriggerRow, "id" | "working_dir">): string {
  return working_dir ?? join(config.data_dir, "workspaces", id);
}

/**
 * Where others may work too and this one may write: at most MAX_CONCURRENT_PER_DIRECTORY do so at once. A trigger that
 * says how many of its own may run knows that they get along.
 */
export function sharedDirOf(trigger: TriggerRow, verified: boolean): string | null {
  const { working_dir, max_concurrent, permissions } = trigger;
  return verified && permissions !== "read_only" && max_concurrent === null ? working_dir : null;
}
