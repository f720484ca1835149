import { sql } from "drizzle-orm";
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { BackendId, Env, Limit } from "~/backends/index.ts";
import type { Chain, UsageWindow } from "./model.ts";

/** One login or key for a backend. */
export const accounts = sqliteTable(
  "accounts",
  {
    id: text().primaryKey(),
    backend: text().$type<BackendId>().notNull(),
    name: text().notNull(),
    /** The server's own environment: one per backend, laid at the first start, never deleted. */
    is_default: integer({ mode: "boolean" }).notNull(),
    /** Where the CLI keeps its login and its conversations; null is the home of whoever runs it. */
    config_dir: text(),
    /** Which variable of the child holds the key, and where the key comes from: the server's environment or the vault. */
    key_variable: text(),
    key_env: text(),
    sealed_secret: text(),
    /** Further variables of the child that are no secrets, such as a base URL. */
    env: text({ mode: "json" }).$type<Env>().notNull(),
    /** Lower is preferred. */
    position: integer().notNull(),
    max_concurrent: integer(),
    enabled: integer({ mode: "boolean" }).notNull(),
    /** Usage windows as the CLI told of them last, by their name. */
    windows: text({ mode: "json" }).$type<Record<string, UsageWindow>>().notNull(),
    /** Until one of them that is nearly spent resets: till then others are preferred. */
    warned_until: text(),
    last_used_at: text(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [
    uniqueIndex("accounts_by_name").on(table.backend, table.name),
    uniqueIndex("accounts_default").on(table.backend).where(sql`is_default = 1`),
  ],
);

/** Until when nothing is started on an account, on one model of it, or (account_id '') on a whole backend; one of each kind and attempt. */
export const cooldowns = sqliteTable(
  "cooldowns",
  {
    backend: text().$type<BackendId>().notNull(),
    account_id: text().notNull(),
    /** '' is all models; `default` is the one that the CLI takes when none is named. */
    model: text().notNull(),
    kind: text().$type<Limit["kind"]>().notNull(),
    /** Who met it: when that attempt succeeds after all, it was no limit. */
    attempt_id: text().notNull(),
    /** The reset that the CLI named, or a growing guess; with jitter, so that not all come back in one moment. */
    until: text().notNull(),
    message: text().notNull(),
    /** How often in a row: what a guess grows with. A cooldown that is over stays for it until something works. */
    strikes: integer().notNull(),
    /** When it was met last. */
    since: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.backend, table.account_id, table.model, table.kind, table.attempt_id] })],
);

/** The chain of whoever has none of its own; one row. */
export const default_chain = sqliteTable("default_chain", {
  id: integer().primaryKey(),
  chain: text({ mode: "json" }).$type<Chain>().notNull(),
});
