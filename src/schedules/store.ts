import { and, desc, eq, gt, isNotNull, lt, lte, or, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries, Tx } from "~/db/tx.ts";
import { schedules } from "./tables.ts";

export type ScheduleRow = typeof schedules.$inferSelect;

export function findSchedule(queries: Queries, trigger_id: string): ScheduleRow | undefined {
  return queries.select().from(schedules).where(eq(schedules.trigger_id, trigger_id)).get();
}

export function listAllSchedules(queries: Queries): ScheduleRow[] {
  return queries.select().from(schedules).all();
}

/** What is not given stays as it is. */
export function putSchedule(tx: Tx, row: typeof schedules.$inferInsert): void {
  tx.insert(schedules).values(row).onConflictDoUpdate({ target: schedules.trigger_id, set: row }).run();
}

export function setSchedule(tx: Tx, trigger_id: string, set: Partial<ScheduleRow>): void {
  tx.update(schedules).set(set).where(eq(schedules.trigger_id, trigger_id)).run();
}

export function removeSchedule(tx: Tx, trigger_id: string): void {
  tx.delete(schedules).where(eq(schedules.trigger_id, trigger_id)).run();
}

/** Those that have come due, and those that were reckoned by a clock that was set back since. */
export function listDue(ctx: Context, limit: number): string[] {
  const rows = ctx.db.prepared(selectDue).all({ now: ctx.clock.iso(), limit });
  return rows.map(({ trigger_id }) => trigger_id);
}

const selectDue = (orm: Orm) => {
  const now = sql.placeholder("now");
  const due = or(lte(schedules.next_run_at, now), gt(schedules.since, now));
  const query = orm.select({ trigger_id: schedules.trigger_id }).from(schedules);
  return query
    .where(and(isNotNull(schedules.next_run_at), due))
    .orderBy(schedules.next_run_at)
    .limit(sql.placeholder("limit"))
    .prepare();
};

/** When the next one comes due. */
export function nextDue(ctx: Context): number {
  const row = ctx.db.prepared(selectNext).get();
  return row?.next_run_at ? Date.parse(row.next_run_at) : Number.POSITIVE_INFINITY;
}

const selectNext = (orm: Orm) =>
  orm
    .select({ next_run_at: schedules.next_run_at })
    .from(schedules)
    .where(isNotNull(schedules.next_run_at))
    .orderBy(schedules.next_run_at)
    .limit(1)
    .prepare();

export function listSchedules(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const older = cursor === undefined ? undefined : lt(schedules.trigger_id, cursor);
  const rows = queries
    .select()
    .from(schedules)
    .where(older)
    .orderBy(desc(schedules.trigger_id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { page, next_cursor: rows.length > page.length ? (page.at(-1)?.trigger_id ?? null) : null };
}
