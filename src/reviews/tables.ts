import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Status } from "~/executions/index.ts";
import type { Verdict } from "./model.ts";

/** How pull requests are, as the newest delivery about each tells. */
export const pull_requests = sqliteTable(
  "pull_requests",
  {
    repository: text().notNull(),
    number: integer().notNull(),
    title: text().notNull(),
    author: text(),
    url: text(),
    state: text({ enum: ["open", "closed", "merged"] }).notNull(),
    head_sha: text().notNull(),
    /** GitHub's time: deliveries overtake one another. */
    updated_at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.repository, table.number] })],
);

/** What executions said of pull requests: one row for each head and trigger. */
export const reviews = sqliteTable(
  "reviews",
  {
    id: text().primaryKey(),
    repository: text().notNull(),
    number: integer().notNull(),
    head_sha: text().notNull(),
    trigger_id: text().notNull(),
    /** The newest that looks, or looked, at this head; and how that one fares. */
    execution_id: text().notNull(),
    status: text().$type<Status>().notNull(),
    /** The last that was told of this head. */
    verdict: text().$type<Verdict>(),
    summary: text(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [
    uniqueIndex("reviews_by_head").on(table.repository, table.number, table.head_sha, table.trigger_id),
    index("reviews_by_repository").on(table.repository, table.id),
  ],
);
