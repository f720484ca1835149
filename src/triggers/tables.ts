import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Chain } from "~/accounts/index.ts";
import type { BackendId, Permissions } from "~/backends/index.ts";
import type { ActionKind } from "~/outcomes/index.ts";
import type { Source } from "./kinds/index.ts";

export const triggers = sqliteTable(
  "triggers",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** The source's config, without its secret. */
    source: text({ mode: "json" }).$type<Source>().notNull(),
    source_kind: text().$type<Source["kind"]>().notNull(),
    /** The secret of the source, sealed by the vault. */
    sealed_secret: text(),
    prompt_template: text().notNull(),
    backend: text().$type<BackendId>().notNull(),
    backend_config: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    model: text(),
    /** Its first entry is `backend` and `model`. Null: these two, and then what the default chain says. */
    chain: text({ mode: "json" }).$type<Chain>(),
    priority: integer().notNull().default(0),
    permissions: text().$type<Permissions>().notNull(),
    allowed_tools: text({ mode: "json" }).$type<string[]>(),
    working_dir: text(),
    /** Where its executions work: a project that is named here cannot be deleted. */
    project_id: text(),
    /** What its executions may have done for them when they propose it in their outcome. */
    allowed_actions: text({ mode: "json" }).$type<ActionKind[]>().notNull().default([]),
    tags: text({ mode: "json" }).$type<string[]>().notNull().default([]),
    timeout_secs: integer(),
    max_concurrent: integer(),
    overlap: text({ enum: ["queue", "skip", "cancel_previous"] }).notNull(),
    retry_on_interrupt: integer({ mode: "boolean" }).notNull(),
    allow_replays: integer({ mode: "boolean" }).notNull(),
    field_limit: integer().notNull(),
    strict: integer({ mode: "boolean" }).notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [index("triggers_by_source").on(table.source_kind)],
);
