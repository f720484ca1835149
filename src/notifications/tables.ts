import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Target } from "./kinds/index.ts";
import type { Message } from "./message.ts";
import type { NotificationStatus } from "./model.ts";
import type { QuietHours } from "./quiet-hours.ts";
import type { RuleEvent } from "./rule-model.ts";

/** Where notifications go. */
export const channels = sqliteTable("channels", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** As everybody may see it: without its secret, and of an address that is one only where it leads. */
  target: text({ mode: "json" }).$type<Target>().notNull(),
  /** The whole of that address, sealed by the vault. */
  sealed_url: text(),
  /** Sealed by the vault: a password or an address that is one. Of a signing secret, behind a space, the one before. */
  sealed_secret: text(),
  /** When the signing secret was made anew: the one before signs too for a day. */
  rotated_at: text(),
  enabled: integer({ mode: "boolean" }).notNull(),
  /** Why the server disabled it. */
  disabled_reason: text(),
  created_at: text().notNull(),
  updated_at: text().notNull(),
});

/** What is told of, and where. */
export const notification_rules = sqliteTable(
  "notification_rules",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    channel_id: text()
      .notNull()
      .references(() => channels.id),
    events: text({ mode: "json" }).$type<RuleEvent[]>().notNull(),
    /** Of which executions; null and none are all. */
    trigger_id: text(),
    project_id: text(),
    tags: text({ mode: "json" }).$type<string[]>().notNull(),
    quiet_hours: text({ mode: "json" }).$type<QuietHours>(),
    max_per_hour: integer(),
    enabled: integer({ mode: "boolean" }).notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [index("notification_rules_by_channel").on(table.channel_id)],
);

/** One thing to tell on one channel; its id is what the receiver knows it by, whenever it is sent. */
export const notifications = sqliteTable(
  "notifications",
  {
    id: text().primaryKey(),
    channel_id: text().notNull(),
    rule_id: text().notNull(),
    event: text().$type<RuleEvent | "digest">().notNull(),
    execution_id: text(),
    message: text({ mode: "json" }).$type<Message>().notNull(),
    status: text().$type<NotificationStatus>().notNull(),
    /** When it was made ready to be sent: what max_per_hour counts. Null of what was held and never told by itself. */
    queued_at: text(),
    /** While held or queued: not to be sent before. */
    not_before: text(),
    /** How often it was sent since it was queued: what the schedule goes by. */
    tries: integer().notNull().default(0),
    /** The last answer, or why it is held, as one sentence. */
    detail: text(),
    /** The one that told of it together with others. */
    digest_id: text(),
    created_at: text().notNull(),
    sent_at: text(),
  },
  (table) => [
    index("notifications_queued").on(table.channel_id, table.not_before, table.id).where(sql`status = 'queued'`),
    index("notifications_held").on(table.rule_id, table.not_before).where(sql`status = 'held'`),
    index("notifications_by_channel").on(table.channel_id, table.id),
    index("notifications_by_status").on(table.status, table.id),
    index("notifications_by_rule").on(table.rule_id, table.queued_at),
  ],
);

/** Each time one was sent. */
export const notification_attempts = sqliteTable(
  "notification_attempts",
  {
    notification_id: text()
      .notNull()
      .references(() => notifications.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    at: text().notNull(),
    duration_ms: integer().notNull(),
    sent: integer({ mode: "boolean" }).notNull(),
    status_code: integer(),
    detail: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.notification_id, table.number] })],
);

/** How the newest finished execution of each trigger fared: what a first failure is the first after. */
export const trigger_fortunes = sqliteTable("trigger_fortunes", {
  trigger_id: text().primaryKey(),
  failing: integer({ mode: "boolean" }).notNull(),
});
