import { instantsOf } from "~/ui/days.ts";
import { readTexts } from "~/ui/search.ts";

const FIELDS = ["action", "actor", "subject_id", "session_id", "since", "until"] as const;

/** What the log is narrowed by; `since` and `until` are the first and the last day, or instants. */
export type AuditFilter = { [Field in (typeof FIELDS)[number]]?: string };

export const readAuditFilter = (search: Record<string, unknown>): AuditFilter => readTexts(search, FIELDS);

/** The filter as the server takes it. */
export const askedBy = ({ since, until, ...filter }: AuditFilter) => ({ ...filter, ...instantsOf({ since, until }) });
