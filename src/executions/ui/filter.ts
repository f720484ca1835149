import type { BackendId } from "~/backends/index.ts";
import type { Status } from "../status.ts";

/** What the list is narrowed by: it lies in the address, so that it can be linked. */
export interface Filter {
  status?: Status;
  trigger_id?: string;
  backend?: BackendId;
  tag?: string;
  reason?: string;
  group_id?: string;
  project_id?: string;
}

const FIELDS = ["status", "trigger_id", "backend", "tag", "reason", "group_id", "project_id"] as const;

export function readFilter(search: Record<string, unknown>): Filter {
  const given = FIELDS.filter((name) => typeof search[name] === "string" && search[name] !== "");
  return Object.fromEntries(given.map((name) => [name, search[name]]));
}
