import { eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { type BudgetRow, budgetsFor, isReadable, note, type Spender } from "./budget-store.ts";
import type { BudgetUnit } from "./model.ts";
import { spanFor } from "./scopes.ts";
import { spentIn } from "./spend.ts";
import { budgets } from "./tables.ts";
import type { Span } from "./windows.ts";

/** Tells of every soft limit that is crossed in the window the attempt counts in: once in a window. */
export function warnSoft(ctx: Context, tx: Tx, after: After, spender: Spender, started_at: string): void {
  for (const budget of budgetsFor(ctx, spender)) {
    if (budget.soft_limit === null || !isReadable(budget)) continue;
    const now = ctx.clock.now();
    const span = spanFor(ctx, budget, now, started_at);
    if (budget.warned_at !== null && Date.parse(budget.warned_at) >= span.start) continue;
    const spent = spentIn(ctx, budget, span);
    if (spent < budget.soft_limit) continue;
    // An instant of that window, or the warning would hold for the next one too.
    const warned_at = ctx.clock.iso(span.end !== null && span.end <= now ? span.start : now);
    tx.update(budgets).set({ warned_at }).where(eq(budgets.id, budget.id)).run();
    const detail = `The soft limit of ${say(budget.unit, budget.soft_limit)} is crossed. ${saySpent(ctx, budget, spent, span)}`;
    note(ctx, tx, after, { budget_id: budget.id, kind: "warned", execution_id: spender.execution_id, detail });
    after(() => ctx.log.warn({ budget_id: budget.id, spent }, `budget ${budget.name}: ${detail}`));
  }
}

/** What is spent, of what, and until when, as one sentence. */
export function saySpent(ctx: Context, budget: BudgetRow, spent: number, { end }: Span): string {
  const until = end === null ? "" : `; its next window begins at ${ctx.clock.iso(end)}`;
  return `${say(budget.unit, spent)} of ${sayLimits(budget)} are spent${until}.`;
}

/** The budget by name, with what it allows. */
export function sayLimits({ name, unit, window, hard_limit, soft_limit }: BudgetRow): string {
  return `the budget ${JSON.stringify(name)} (${say(unit, hard_limit ?? soft_limit ?? 0)} in ${WINDOWS[window]})`;
}

const WINDOWS = { day: "a day", week: "a week", month: "a month", "5_hours": "5 hours", "7_days": "7 days" };

function say(unit: BudgetUnit, amount: number): string {
  const rounded = Math.round(amount * 10_000) / 10_000;
  return `${rounded} ${unit === "usd" ? "USD" : unit}`;
}
