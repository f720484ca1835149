import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Severity } from "./model.ts";

/** What audits have found: one row for what one trigger finds in one project, however often. */
export const findings = sqliteTable(
  "findings",
  {
    id: text().primaryKey(),
    /** '' of what no trigger asked for. */
    trigger_id: text().notNull(),
    project: text().notNull(),
    /** What makes it the same finding in the next audit. */
    fingerprint: text().notNull(),
    severity: text().$type<Severity>().notNull(),
    title: text().notNull(),
    package: text(),
    version: text(),
    path: text(),
    line: integer(),
    fix: text(),
    url: text(),
    status: text({ enum: ["open", "fixed", "ignored"] }).notNull(),
    /** Why a person ignores it. */
    note: text(),
    first_seen: text().notNull(),
    last_seen: text().notNull(),
    /** The execution that named it last. */
    execution_id: text().notNull(),
  },
  (table) => [
    uniqueIndex("findings_by_fingerprint").on(table.trigger_id, table.project, table.fingerprint),
    index("findings_by_project").on(table.project, table.status, table.id),
    index("findings_by_status").on(table.status, table.id),
    index("findings_by_severity").on(table.severity, table.id),
  ],
);

/** What an execution that looked for findings found in one project. */
export const finding_audits = sqliteTable(
  "finding_audits",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    execution_id: text().notNull(),
    trigger_id: text().notNull(),
    project: text().notNull(),
    verdict: text({ enum: ["pass", "fail"] }).notNull(),
    /** Found now and never before; open before and not found; open after it. */
    new: integer().notNull(),
    fixed: integer().notNull(),
    open: integer().notNull(),
    at: text().notNull(),
  },
  (table) => [
    uniqueIndex("finding_audits_by_execution").on(table.execution_id, table.project),
    index("finding_audits_by_project").on(table.project, table.seq),
  ],
);
