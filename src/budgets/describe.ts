import type { Context } from "~/context.ts";
import { type BudgetRow, isReadable, listBudgets, newestEvents } from "./budget-store.ts";
import type { Budget, BudgetWithEvents } from "./model.ts";
import { spanFor } from "./scopes.ts";
import { reservedIn, spentIn } from "./spend.ts";
import { elapsedOf } from "./windows.ts";

/** Before this share of a window a pace says nothing. */
const PACE_FROM = 0.05;
/** Backends that tell of each request as it is made, or of none at all. */
const TELL_EACH = new Set(["claude", "opencode", "command"]);

const TURNS =
  "Codex and Gemini report their usage only at the end of a turn, so this budget cannot stop one of their turns " +
  "halfway: set timeout_secs.";
const UNPRICED = "What has no price is not counted: unpriced_attempts says how many attempts that is.";
const UNREADABLE =
  "This version cannot read this budget, so nothing is started while it is enabled: change or delete it.";

/** A budget with what is spent of it. */
export function describeBudget(ctx: Context, row: BudgetRow): Budget {
  const { warned_at: _warned, ...fields } = row;
  if (!isReadable(row)) return { ...fields, ...NOTHING, notes: [UNREADABLE] };
  const now = ctx.clock.now();
  const span = spanFor(ctx, row, now);
  const spent = spentIn(ctx, row, span);
  const elapsed = elapsedOf(span, now);
  return {
    ...fields,
    window_start: ctx.clock.iso(span.start),
    window_end: span.end === null ? null : ctx.clock.iso(span.end),
    spent,
    reserved: reservedIn(ctx, row, span).amount,
    forecast: elapsed >= PACE_FROM ? spent / elapsed : null,
    unpriced_attempts: spentIn(ctx, row, span, "unpriced"),
    notes: notesOf(row),
  };
}

const NOTHING = {
  window_start: null,
  window_end: null,
  spent: null,
  reserved: null,
  forecast: null,
  unpriced_attempts: null,
};

function notesOf({ unit, hard_limit, scope, scope_id }: BudgetRow): string[] {
  const measured = unit === "usd" || unit === "tokens";
  const late = measured && hard_limit !== null && !(scope === "backend" && TELL_EACH.has(scope_id ?? ""));
  return [...(late ? [TURNS] : []), ...(unit === "usd" ? [UNPRICED] : [])];
}

export function describeWithEvents(ctx: Context, row: BudgetRow): BudgetWithEvents {
  const events = newestEvents(ctx.db.orm, row.id);
  return {
    ...describeBudget(ctx, row),
    events: events.map(({ kind, execution_id, detail, at }) => ({ kind, execution_id, detail, at })),
  };
}

export function describePage(ctx: Context, query: { limit: number; cursor?: string }) {
  const { page, next_cursor } = listBudgets(ctx.db.orm, query);
  return { budgets: page.map((row) => describeBudget(ctx, row)), next_cursor };
}
