import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import type { BudgetUnit } from "./model.ts";
import { usedBy } from "./spend.ts";
import { usage } from "./tables.ts";

/** Attempts that an estimate looks back on. */
const LOOK_BACK = 20;

/** Of the newest finished attempts of the trigger those that used something; where there are none, of the backend. */
export function historyOf(ctx: Context, of: { trigger_id: string | null; backend: string }, unit: BudgetUnit) {
  const { trigger_id, backend } = of;
  const newest = (by: keyof typeof historyBy, value: string) => {
    const rows = ctx.db.prepared(historyBy[by]).all({ value });
    return unit === "minutes" ? rows : rows.filter(({ total_tokens }) => total_tokens > 0);
  };
  const own = trigger_id === null ? [] : newest("trigger", trigger_id);
  return own.length > 0 ? own : newest("backend", backend);
}
export type History = ReturnType<typeof historyOf>;

const newestBy = (column: SQLiteColumn) => (orm: Orm) =>
  orm
    .select()
    .from(usage)
    .where(and(eq(column, sql.placeholder("value")), isNotNull(usage.ended_at)))
    .orderBy(desc(usage.started_at))
    .limit(LOOK_BACK)
    .prepare();
const historyBy = { trigger: newestBy(usage.trigger_id), backend: newestBy(usage.backend) };

/** What one more attempt may take: the mean of those before it; 0 where nothing is known. */
export function estimateOf(history: History, unit: BudgetUnit): number {
  const known = unit === "usd" ? history.filter(({ cost_usd }) => cost_usd !== null) : history;
  return mean(known.map((row) => usedBy(row, unit, 0)));
}

export function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}
