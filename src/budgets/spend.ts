import { and, desc, eq, gte, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import type { BudgetRow } from "./budget-store.ts";
import type { BudgetScope, BudgetUnit } from "./model.ts";
import { reservations, usage } from "./tables.ts";
import type { Span } from "./windows.ts";

const MINUTE_MS = 60_000;
/** Attempts that an estimate looks back on. */
const LOOK_BACK = 20;

const lasted_ms = sql`coalesce(${usage.duration_ms}, ${sql.placeholder("now")} - unixepoch(${usage.started_at}, 'subsec') * 1000)`;

const SUMS: Record<BudgetUnit | "unpriced", SQL<number>> = {
  usd: sql`total(${usage.cost_usd})`,
  tokens: sql`total(${usage.total_tokens})`,
  minutes: sql`total(${lasted_ms}) / 60000`,
  runs: sql`count(DISTINCT ${usage.execution_id})`,
  unpriced: sql`count(*) FILTER (WHERE ${usage.unpriced_tokens} > 0)`,
};

/** A statement for each unit, over an index that begins with the column and holds all that is summed. */
function sumsBy(column?: SQLiteColumn) {
  const of = column && eq(column, sql.placeholder("scope_id"));
  const began = [gte(usage.started_at, sql.placeholder("start")), lt(usage.started_at, sql.placeholder("end"))];
  const select = (amount: SQL<number>) => (orm: Orm) =>
    orm
      .select({ amount })
      .from(usage)
      .where(and(of, ...began))
      .prepare();
  return {
    usd: select(SUMS.usd),
    tokens: select(SUMS.tokens),
    minutes: select(SUMS.minutes),
    runs: select(SUMS.runs),
    unpriced: select(SUMS.unpriced),
  };
}

const STATEMENTS: Record<BudgetScope, ReturnType<typeof sumsBy>> = {
  global: sumsBy(),
  backend: sumsBy(usage.backend),
  account: sumsBy(usage.account_id),
  trigger: sumsBy(usage.trigger_id),
  project: sumsBy(usage.project),
};

/** What the attempts that began in the window have used, running ones as far as they have told. */
export function spentIn(
  ctx: Context,
  budget: BudgetRow,
  span: Span,
  what: BudgetUnit | "unpriced" = budget.unit,
): number {
  const start = ctx.clock.iso(span.start);
  // No instant of a row is greater than this one.
  const end = span.end === null ? "9999" : ctx.clock.iso(span.end);
  const values = { scope_id: budget.scope_id, start, end, now: ctx.clock.now() };
  return ctx.db.prepared(STATEMENTS[budget.scope][what]).get(values)?.amount ?? 0;
}

/** Whether a run of this execution is counted already: its attempts are one run. */
export function isCounted(ctx: Context, budget: BudgetRow, span: Span, execution_id: string): boolean {
  const rows = ctx.db.prepared(selectAttempts).all({ execution_id });
  return rows.some((row) => {
    const { scope, scope_id } = budget;
    const mine = scope === "backend" ? row.backend === scope_id : scope !== "account" || row.account_id === scope_id;
    return mine && Date.parse(row.started_at) >= span.start;
  });
}

const selectAttempts = (orm: Orm) =>
  orm
    .select({ backend: usage.backend, account_id: usage.account_id, started_at: usage.started_at })
    .from(usage)
    .where(eq(usage.execution_id, sql.placeholder("execution_id")))
    .prepare();

/** What is set aside for running attempts beyond what they have used, and for how many. */
export function reservedIn(ctx: Context, budget: BudgetRow, span: Span): { amount: number; attempts: number } {
  const start = ctx.clock.iso(span.start);
  const rows = ctx.db.prepared(selectReservations).all({ budget_id: budget.id, start });
  const left = rows.map((row) => Math.max(0, row.amount - usedBy(row, budget.unit, ctx.clock.now())));
  return { amount: left.reduce((sum, one) => sum + one, 0), attempts: rows.length };
}

const spending = {
  cost_usd: usage.cost_usd,
  total_tokens: usage.total_tokens,
  duration_ms: usage.duration_ms,
  started_at: usage.started_at,
};
type Spending = Pick<typeof usage.$inferSelect, keyof typeof spending>;

/** An attempt that has ended holds nothing back, also where its reservation was left behind. */
const selectReservations = (orm: Orm) =>
  orm
    .select({ amount: reservations.amount, ...spending })
    .from(reservations)
    .innerJoin(usage, eq(usage.attempt_id, reservations.attempt_id))
    .where(
      and(
        eq(reservations.budget_id, sql.placeholder("budget_id")),
        isNull(usage.ended_at),
        gte(usage.started_at, sql.placeholder("start")),
      ),
    )
    .prepare();

function usedBy(row: Spending, unit: BudgetUnit, now: number): number {
  switch (unit) {
    case "usd":
      return row.cost_usd ?? 0;
    case "tokens":
      return row.total_tokens;
    case "minutes":
      return (row.duration_ms ?? now - Date.parse(row.started_at)) / MINUTE_MS;
    case "runs":
      return 1;
  }
}

/** The newest finished attempts of the trigger, or where it has none those of the backend. */
export function historyOf(ctx: Context, of: { trigger_id: string | null; backend: string }) {
  const { trigger_id, backend } = of;
  const own = trigger_id === null ? [] : ctx.db.prepared(historyBy.trigger).all({ value: trigger_id });
  return own.length > 0 ? own : ctx.db.prepared(historyBy.backend).all({ value: backend });
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
