import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
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
    /** The one before it, which is taken too until then. */
    sealed_previous: text(),
    previous_secret_until: text(),
    /** Empty in one that starts a workflow. */
    prompt_template: text().notNull(),
    /** What it starts in place of a prompt, and with which input. No foreign key: deleting one asks here. */
    workflow_id: text(),
    input: text({ mode: "json" }).$type<Record<string, unknown>>(),
    /** Which of its revisions that is; 0 in rows of before there was a history. */
    template_revision: integer().notNull().default(0),
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
    /** Other limits, by the placeholder's name. */
    field_limits: text({ mode: "json" }).$type<Record<string, number>>().notNull().default({}),
    strict: integer({ mode: "boolean" }).notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [index("triggers_by_source").on(table.source_kind)],
);

/** A trigger's prompt template as it was from one change to the next. No foreign key: executions name them for good. */
export const trigger_revisions = sqliteTable(
  "trigger_revisions",
  {
    id: text().primaryKey(),
    trigger_id: text().notNull(),
    /** From 1, without a gap. */
    number: integer().notNull(),
    prompt_template: text().notNull(),
    note: text(),
    /** The revision whose text this one brought back. */
    restored_from: integer(),
    /** Who wrote it; without a key the server itself. */
    actor: text().notNull(),
    key_id: text(),
    created_at: text().notNull(),
  },
  (table) => [
    uniqueIndex("trigger_revisions_by_number").on(table.trigger_id, table.number),
    index("trigger_revisions_by_trigger").on(table.trigger_id, table.id),
  ],
);

/** The newest that a trigger was told of each pull request: what comes later and is older starts nothing. */
export const trigger_changes = sqliteTable(
  "trigger_changes",
  {
    /** As its executions' `supersede_key`. */
    key: text().primaryKey(),
    changed_at: text().notNull(),
    head: text().notNull(),
    /** Heads that others took the place of, for changes within one second. */
    passed: text({ mode: "json" }).$type<string[]>().notNull(),
    seen_at: text().notNull(),
  },
  (table) => [index("trigger_changes_by_age").on(table.seen_at)],
);
