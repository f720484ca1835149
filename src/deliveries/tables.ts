import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Identity } from "./dedupe.ts";
import type { Verdict } from "./model.ts";

/** One inbound event as received, with the verdict of every trigger it was held against. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text().primaryKey(),
    source: text({ enum: ["webhook"] }).notNull(),
    /** `waiting`: the queue was full; it is held against its triggers once there is room. */
    status: text({ enum: ["accepted", "ignored", "duplicate", "suspected_replay", "waiting"] }).notNull(),
    /** The receiver it came to, when that is one trigger's own. */
    trigger_id: text(),
    verified: integer({ mode: "boolean" }).notNull(),
    duplicate_of: text(),
    dedupe_key: text().notNull(),
    body_hash: text().notNull(),
    /** Redacted. */
    headers: text({ mode: "json" }).$type<Record<string, string>>().notNull(),
    body: blob({ mode: "buffer" }).notNull(),
    address: text().notNull(),
    /** While it waits: the triggers it was vouched for, and by what it would be known again. */
    backlog: text({ mode: "json" }).$type<{ trigger_ids: string[]; known?: Identity }>(),
    verdicts: text({ mode: "json" }).$type<Verdict[]>().notNull(),
    request_id: text().notNull(),
    received_at: text().notNull(),
  },
  (table) => [
    index("deliveries_by_body").on(table.body_hash),
    index("deliveries_waiting").on(table.id).where(sql`status = 'waiting'`),
  ],
);

/** What was seen already, until when. Written in the transaction that enqueues. */
export const dedupe_keys = sqliteTable(
  "dedupe_keys",
  {
    source: text().notNull(),
    key: text().notNull(),
    delivery_id: text().notNull(),
    expires_at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.key] }), index("dedupe_keys_by_expiry").on(table.expires_at)],
);

/** A ring of the last 1,000 deliveries that nobody vouched for: no headers, no body. */
export const rejected_deliveries = sqliteTable("rejected_deliveries", {
  id: integer().primaryKey({ autoIncrement: true }),
  address: text().notNull(),
  size: integer().notNull(),
  body_hash: text().notNull(),
  verdict: text().notNull(),
  received_at: text().notNull(),
});
