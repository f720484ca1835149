import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Where the schedule of a trigger stands. */
export const schedules = sqliteTable(
  "schedules",
  {
    trigger_id: text().primaryKey(),
    /** The rule that `next_run_at` was reckoned by: when the trigger says another, that is reckoned anew. */
    cron: text().notNull(),
    timezone: text().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
    /** What comes due until then is dealt with. When it lies ahead, somebody has set the clock back. */
    since: text().notNull(),
    /** The nominal time that is next; null for one that is not active or never comes again. */
    next_run_at: text(),
    /** The newest nominal time that came due. */
    last_nominal: text(),
    paused_at: text(),
  },
  (table) => [
    index("schedules_due").on(table.next_run_at).where(sql`next_run_at IS NOT NULL`),
    index("schedules_since").on(table.since),
  ],
);

export const OUTCOMES = ["waiting", "fired", "missed", "skipped", "failed"] as const;

/** What became of each nominal time. It stays when its trigger goes, and goes when it is old. */
export const schedule_fires = sqliteTable(
  "schedule_fires",
  {
    id: text().primaryKey(),
    trigger_id: text().notNull(),
    nominal_at: text().notNull(),
    fired_at: text(),
    /** `waiting`: the queue was full; it is fired once there is room. */
    outcome: text({ enum: OUTCOMES }).notNull(),
    catch_up: integer({ mode: "boolean" }).notNull(),
    execution_id: text(),
    run_id: text(),
    why: text(),
  },
  (table) => [
    uniqueIndex("schedule_fires_by_nominal").on(table.trigger_id, table.nominal_at),
    index("schedule_fires_by_trigger").on(table.trigger_id, table.id),
    index("schedule_fires_by_outcome").on(table.trigger_id, table.outcome, table.id),
    index("schedule_fires_by_age").on(table.nominal_at),
    index("schedule_fires_waiting").on(table.id).where(sql`outcome = 'waiting'`),
  ],
);
