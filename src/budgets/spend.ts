import { and, eq, gte, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import { type BudgetRow, counts } from "./budget-store.ts";
import type { BudgetScope, BudgetUnit } from "./model.ts";
import { keptSum } from "./sums.ts";
import { reservations, usage } from "./tables.ts";
import type { Span } from "./windows.ts";

const MINUTE_MS = 60_000;
/** Of those that have ended: what is still to grow is added by itself. */
const ended = sql`FILTER (WHERE ${usage.duration_ms} IS NOT NULL)`;

const SUMS: Record<BudgetUnit | "unpriced", SQL<number>> = {
  usd: sql`total(${usage.cost_usd}) ${ended}`,
  tokens: sql`total(${usage.total_tokens}) ${ended}`,
  minutes: sql`total(${usage.duration_ms}) ${ended} / 60000`,
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
  if (what === "runs" || what === "unpriced") return sumIn(ctx, budget, span, what);
  const of = keptSum(ctx, budget, span.start, () => sumIn(ctx, budget, span, what));
  const now = ctx.clock.now();
  return liveIn(ctx, budget, span).reduce((sum, row) => sum + usedBy(row, what, now), of);
}

function sumIn(ctx: Context, budget: BudgetRow, span: Span, what: BudgetUnit | "unpriced"): number {
  const start = ctx.clock.iso(span.start);
  // No instant of a row is greater than this one.
  const end = span.end === null ? "9999" : ctx.clock.iso(span.end);
  return ctx.db.prepared(STATEMENTS[budget.scope][what]).get({ scope_id: budget.scope_id, start, end })?.amount ?? 0;
}

/** The attempts that run and count in the window. */
export function liveIn(ctx: Context, budget: BudgetRow, { start, end }: Span) {
  return ctx.db
    .prepared(selectLive)
    .all()
    .filter((row) => {
      const began = Date.parse(row.started_at);
      return counts(budget, row) && began >= start && (end === null || began < end);
    });
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

const scoped = {
  backend: usage.backend,
  account_id: usage.account_id,
  trigger_id: usage.trigger_id,
  project: usage.project,
};
const selectLive = (orm: Orm) =>
  orm
    .select({ ...scoped, ...spending })
    .from(usage)
    .where(isNull(usage.ended_at))
    .prepare();

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

/** What one attempt has used. */
export function usedBy(row: Spending, unit: BudgetUnit, now: number): number {
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
