import { and, asc, desc, eq, inArray, lt, ne, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries, Tx } from "~/db/tx.ts";
import { schedule_fires } from "./tables.ts";

export type FireRow = typeof schedule_fires.$inferSelect;
export type Outcome = FireRow["outcome"];

export function oldestWaiting(ctx: Context): FireRow | undefined {
  return ctx.db.prepared(selectWaiting).get();
}

const selectWaiting = (orm: Orm) =>
  orm.select().from(schedule_fires).where(sql`outcome = 'waiting'`).orderBy(asc(schedule_fires.id)).limit(1).prepare();

export interface Noted extends Pick<FireRow, "trigger_id" | "outcome"> {
  nominal: number;
  catch_up?: boolean;
  why?: string;
}

/** Writes a nominal time down. Undefined when that was done before; one that was missed may still come. */
export function note(ctx: Context, tx: Tx, { nominal, ...noted }: Noted): FireRow | undefined {
  const fresh = {
    id: ctx.newId("fire"),
    catch_up: false,
    why: null,
    fired_at: null,
    execution_id: null,
    run_id: null,
    ...noted,
  };
  return tx
    .insert(schedule_fires)
    .values({ ...fresh, nominal_at: ctx.clock.iso(nominal) })
    .onConflictDoUpdate({
      target: [schedule_fires.trigger_id, schedule_fires.nominal_at],
      set: fresh,
      setWhere: sql`${schedule_fires.outcome} = 'missed'`,
    })
    .returning()
    .get();
}

/** Whether a nominal time was dealt with in another way than by missing it. */
export function isDone(tx: Tx, trigger_id: string, nominal_at: string): boolean {
  const same = and(eq(schedule_fires.trigger_id, trigger_id), eq(schedule_fires.nominal_at, nominal_at));
  const row = tx
    .select()
    .from(schedule_fires)
    .where(and(same, ne(schedule_fires.outcome, "missed")))
    .get();
  return row !== undefined;
}

export function settleFire(tx: Tx, id: string, set: Partial<FireRow>): void {
  tx.update(schedule_fires).set(set).where(eq(schedule_fires.id, id)).run();
}

/** A page, newest first. */
export function listFires(
  queries: Queries,
  trigger_id: string,
  { limit, cursor, outcome }: { limit: number; cursor?: string; outcome?: Outcome },
) {
  const chosen = and(
    eq(schedule_fires.trigger_id, trigger_id),
    outcome && eq(schedule_fires.outcome, outcome),
    cursor === undefined ? undefined : lt(schedule_fires.id, cursor),
  );
  const query = queries.select().from(schedule_fires).where(chosen).orderBy(desc(schedule_fires.id));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  return { page, next_cursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

/** How many nominal times of each trigger came to what. */
export function countFires(queries: Queries, trigger_ids: string[]) {
  const { trigger_id, outcome } = schedule_fires;
  return queries
    .select({ trigger_id, outcome, count: sql<number>`count(*)` })
    .from(schedule_fires)
    .where(inArray(trigger_id, trigger_ids))
    .groupBy(trigger_id, outcome)
    .all();
}

/** The newest that started something. */
export function lastFire(queries: Queries, trigger_id: string): FireRow | undefined {
  return listFires(queries, trigger_id, { limit: 1, outcome: "fired" }).page[0];
}
