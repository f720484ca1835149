import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who may call the API. The key itself is never stored. */
export const keys = sqliteTable("keys", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** SHA-256 of the key, hex. */
  hash: text().notNull().unique(),
  created_at: text().notNull(),
});
