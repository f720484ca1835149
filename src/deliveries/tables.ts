import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Trace } from "~/kit/trace.ts";
import type { Event } from "~/triggers/index.ts";
import type { Identity } from "./dedupe.ts";
import { ORIGINS, SOURCES, STATUSES, type Verdict } from "./model.ts";

export interface Backlog extends Pick<Event, "may_write" | "caused_by"> {
  trigger_ids: string[];
  known?: Identity;
  /** Absent in what waits since before there were traces. */
  trace?: Trace;
}

/** One inbound event as received, with the verdict of every trigger it was held against. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text().primaryKey(),
    source: text({ enum: SOURCES }).notNull(),
    origin: text({ enum: ORIGINS }).notNull().default("sent"),
    /** `waiting`: the queue was full; it is held against its triggers once there is room. */
    status: text({ enum: STATUSES }).notNull(),
    /** What GitHub calls it, and two things that the payload says. */
    event: text(),
    action: text(),
    repository: text(),
    /** The receiver it came to, when that is one trigger's own. */
    trigger_id: text(),
    verified: integer({ mode: "boolean" }).notNull(),
    duplicate_of: text(),
    /** The delivery that a person plays again. */
    replay_of: text(),
    hops: integer().notNull().default(0),
    dedupe_key: text().notNull(),
    body_hash: text().notNull(),
    /** Redacted. */
    headers: text({ mode: "json" }).$type<Record<string, string>>().notNull(),
    body: blob({ mode: "buffer" }).notNull(),
    address: text().notNull(),
    /** While it waits: the triggers it was vouched for, by what it would be known again, and what GitHub said. */
    backlog: text({ mode: "json" }).$type<Backlog>(),
    verdicts: text({ mode: "json" }).$type<Verdict[]>().notNull(),
    request_id: text().notNull(),
    received_at: text().notNull(),
  },
  (table) => [
    index("deliveries_by_body").on(table.body_hash),
    index("deliveries_by_age").on(table.received_at),
    index("deliveries_by_status").on(table.status, table.id),
    index("deliveries_by_event").on(table.event, table.id).where(sql`event IS NOT NULL`),
    index("deliveries_by_repository").on(table.repository, table.id).where(sql`repository IS NOT NULL`),
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

/** A ring of the last 1,000 deliveries that nobody vouched for: no body, and of the headers the name of an event. */
export const rejected_deliveries = sqliteTable("rejected_deliveries", {
  id: integer().primaryKey({ autoIncrement: true }),
  address: text().notNull(),
  /** The receiver it came to, the trigger whose own that is, and what GitHub is said to call it. */
  path: text().notNull().default("/"),
  trigger_id: text(),
  event: text(),
  size: integer().notNull(),
  body_hash: text().notNull(),
  verdict: text().notNull(),
  received_at: text().notNull(),
});
