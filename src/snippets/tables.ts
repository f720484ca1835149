import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A text that several templates share. */
export const snippets = sqliteTable("snippets", {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  text: text().notNull(),
  created_at: text().notNull(),
  updated_at: text().notNull(),
});
