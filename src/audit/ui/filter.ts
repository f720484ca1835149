import { readTexts } from "~/ui/search.ts";

const FIELDS = ["action", "actor", "subject_id", "session_id"] as const;

/** What the log is narrowed by. */
export type AuditFilter = { [Field in (typeof FIELDS)[number]]?: string };

export const readAuditFilter = (search: Record<string, unknown>): AuditFilter => readTexts(search, FIELDS);
