import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who may call the API. The key itself is never stored. */
export const keys = sqliteTable("keys", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** SHA-256 of the key, hex. */
  hash: text().notNull().unique(),
  /** Its first characters, to tell keys apart. */
  prefix: text().notNull(),
  created_at: text().notNull(),
});
