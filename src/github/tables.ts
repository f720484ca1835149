import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Action } from "~/outcomes/index.ts";
import type { Target } from "./target.ts";

/**
 * What is done on GitHub for an execution. In order, by `seq`, are the pending ones of an execution and of a subject: one
 * that waits keeps no others waiting.
 */
export const github_actions = sqliteTable(
  "github_actions",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    execution_id: text().notNull(),
    /** Counts from 1 in its execution. */
    number: integer().notNull(),
    kind: text().$type<Action["kind"]>().notNull(),
    /** As it was proposed; null for the check run that an execution has without proposing it. */
    action: text({ mode: "json" }).$type<Action>(),
    /** Null where it is refused because there is none. */
    repository: text(),
    /** What other executions write to as well, such as the one comment of a trigger. */
    subject: text(),
    target: text({ mode: "json" }).$type<Target>(),
    status: text({ enum: ["pending", "done", "failed", "refused"] }).notNull(),
    /** Counts up when there is more to do: what was begun before does not settle it. */
    version: integer().notNull().default(1),
    tries: integer().notNull().default(0),
    not_before: text(),
    url: text(),
    detail: text(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [
    uniqueIndex("github_actions_by_execution").on(table.execution_id, table.number),
    index("github_actions_by_repository").on(table.repository, table.kind, table.seq),
    index("github_actions_pending").on(table.repository, table.seq).where(sql`status = 'pending'`),
    index("github_actions_pending_by_execution").on(table.execution_id, table.seq).where(sql`status = 'pending'`),
    index("github_actions_pending_by_subject").on(table.subject, table.seq).where(sql`status = 'pending'`),
  ],
);
