import { and, eq, lt, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries, Tx } from "~/db/tx.ts";
import type { BudgetRow } from "./budget-store.ts";
import { budget_sums } from "./tables.ts";
import { isCalendar } from "./windows.ts";

/**
 * What the attempts of a window used that have ended: of a calendar window it is kept, as adding up a month takes long.
 * Where it is not there, `sum` says it.
 */
export function keptSum(ctx: Context, budget: BudgetRow, start: number, sum: () => number): number {
  if (!isKept(budget)) return sum();
  const { id: budget_id } = budget;
  const window_start = ctx.clock.iso(start);
  const kept = ctx.db.prepared(selectSum).get({ budget_id, window_start });
  if (kept) return kept.spent;
  const spent = sum();
  // Who only reads may not be able to write, and needs not.
  if (ctx.db.sqlite.inTransaction) keepSum(ctx, { budget_id, window_start, spent });
  return spent;
}

function keepSum(ctx: Context, sum: typeof budget_sums.$inferInsert): void {
  const older = and(eq(budget_sums.budget_id, sum.budget_id), lt(budget_sums.window_start, sum.window_start));
  ctx.db.orm.delete(budget_sums).where(older).run();
  ctx.db.insert(budget_sums, sum);
}

/** One more has ended. A window that nobody has asked about has no sum yet, and gets it whole. */
export function addToSum(tx: Tx, { id }: BudgetRow, window_start: string, used: number): void {
  tx.update(budget_sums)
    .set({ spent: sql`${budget_sums.spent} + ${used}` })
    .where(and(eq(budget_sums.budget_id, id), eq(budget_sums.window_start, window_start)))
    .run();
}

/** What is counted has changed. */
export function forgetSums(queries: Queries, budget_id: string): void {
  queries.delete(budget_sums).where(eq(budget_sums.budget_id, budget_id)).run();
}

/** Only an enabled budget is told of every end. */
export function isKept({ enabled, window }: BudgetRow): boolean {
  return enabled && isCalendar(window);
}

const selectSum = (orm: Orm) =>
  orm
    .select({ spent: budget_sums.spent })
    .from(budget_sums)
    .where(
      and(
        eq(budget_sums.budget_id, sql.placeholder("budget_id")),
        eq(budget_sums.window_start, sql.placeholder("window_start")),
      ),
    )
    .prepare();
