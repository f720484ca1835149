import { readOneOf, readTexts } from "~/ui/search.ts";
import type { DeliverySummary } from "../model.ts";

/** What the inbox is narrowed by: it lies in the address, so that it can be linked. */
export interface Filter {
  source?: DeliverySummary["source"];
  status?: DeliverySummary["status"];
  trigger_id?: string;
  event?: string;
  repository?: string;
}

/** The other list is of what nobody vouched for, and has no filters. */
export type Search = Filter & { view?: "refused" };

const FIELDS = ["source", "status", "trigger_id", "event", "repository"] as const;

export function readSearch(search: Record<string, unknown>): Search {
  if (search.view === "refused") return { view: "refused" };
  return readTexts(search, FIELDS) as Filter;
}

const TABS = ["body", "headers", "prompt", "edit"] as const;
export type Tab = (typeof TABS)[number];

export const readTab = (search: Record<string, unknown>) => readOneOf(search, "tab", TABS);
