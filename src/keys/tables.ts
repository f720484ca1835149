import { index, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { KeyScope } from "~/http/route-scopes.ts";

/** Who may call the API. The key itself is never stored. */
export const keys = sqliteTable(
  "keys",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** What it is looked up by and shown as; empty for a key that was brought along, all of which is secret. */
    prefix: text().notNull().default(""),
    /** SHA-256 of the key, hex. */
    hash: text().notNull().unique(),
    scopes: text({ mode: "json" }).$type<KeyScope[]>().notNull().default(["admin"]),
    expires_at: text(),
    /** To the minute. */
    last_used_at: text(),
    created_at: text().notNull(),
  },
  (table) => [uniqueIndex("keys_by_name").on(table.name), index("keys_by_prefix").on(table.prefix)],
);

/** A browser that is signed in. It goes on as its key does. */
export const browser_sessions = sqliteTable(
  "browser_sessions",
  {
    id: text().primaryKey(),
    key_id: text().notNull(),
    /** SHA-256 of what the cookie holds, hex. */
    hash: text().notNull().unique(),
    created_at: text().notNull(),
    /** To the minute. */
    last_seen_at: text().notNull(),
    /** Set to the moment when it was ended before its time. */
    expires_at: text().notNull(),
  },
  (table) => [index("browser_sessions_by_key").on(table.key_id), index("browser_sessions_by_age").on(table.created_at)],
);

/** What a login link carries in its fragment, good once. */
export const login_codes = sqliteTable("login_codes", {
  /** SHA-256 of the code, hex. */
  hash: text().primaryKey(),
  key_id: text().notNull(),
  expires_at: text().notNull(),
});
