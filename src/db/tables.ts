import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Small facts of the server itself: when readiness last wrote, which seeds were laid. */
export const server_state = sqliteTable("server_state", {
  key: text().primaryKey(),
  value: text().notNull(),
});
