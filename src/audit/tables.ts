import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What somebody did, written in the transaction in which it was done. */
export const audit_log = sqliteTable(
  "audit_log",
  {
    id: text().primaryKey(),
    at: text().notNull(),
    /** The key that was used; null is the server itself. */
    key_id: text(),
    actor: text().notNull(),
    /** The browser session, where the key itself was not sent. */
    session_id: text(),
    request_id: text(),
    address: text(),
    /** `<what>.<done>`, such as `trigger.updated`. */
    action: text().notNull(),
    subject_id: text().notNull(),
    /** The fields that changed, as they were and as they are. */
    before: text({ mode: "json" }).$type<Record<string, unknown>>(),
    after: text({ mode: "json" }).$type<Record<string, unknown>>(),
  },
  (table) => [
    index("audit_log_by_subject").on(table.subject_id, table.id),
    index("audit_log_by_action").on(table.action, table.id),
    index("audit_log_by_actor").on(table.actor, table.id),
  ],
);
