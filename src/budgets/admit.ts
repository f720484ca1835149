import { backends } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { type BudgetRow, budgetsFor, isReadable, note, type Spender } from "./budget-store.ts";
import { estimateOf, historyOf } from "./history.ts";
import { findUsage, openUsage } from "./meter.ts";
import { spanFor } from "./scopes.ts";
import { isCounted, liveIn, reservedIn, spentIn } from "./spend.ts";
import { reservations } from "./tables.ts";
import { sayLimits, saySpent, warnSoft } from "./warn.ts";

export type Admission =
  | { kind: "admitted" }
  /** Running attempts may use up what is left: ask again when one ends. */
  | { kind: "hold"; detail: string }
  | { kind: "refused"; detail: string }
  /** A person may let it exceed this budget. */
  | { kind: "ask"; budget_id: string; detail: string };

type Ask = Spender & { waived: string[]; started_at: string };
type Judged = { budget: BudgetRow; reserve: number; admission: Admission };

/**
 * Whether the budgets let an attempt start. Admitted, its usage row and what is set aside for it are written in this
 * transaction, so that two claims never count on the same money; else nothing but the event is.
 */
export function admit(ctx: Context, tx: Tx, after: After, ask: Ask): Admission {
  const budgets = budgetsFor(ctx, ask).filter(({ id }) => !ask.waived.includes(id));
  const judged = budgets.map((budget) => judge(ctx, budget, ask));
  const against = (["refused", "ask", "hold"] as const)
    .map((kind) => judged.find(({ admission }) => admission.kind === kind))
    .find((found) => found !== undefined);
  if (against) return turnAway(ctx, tx, after, ask, against);
  openUsage(ctx, ask, ask.started_at);
  for (const { budget, reserve } of judged)
    if (reserve > 0) ctx.db.insert(reservations, { budget_id: budget.id, attempt_id: ask.attempt_id, amount: reserve });
  warnSoft(ctx, tx, after, ask, ask.started_at);
  return { kind: "admitted" };
}

function turnAway(ctx: Context, tx: Tx, after: After, ask: Ask, { budget, admission }: Judged): Admission {
  if (admission.kind === "admitted" || admission.kind === "hold") return admission;
  const kind = admission.kind === "ask" ? "asked" : "refused";
  note(ctx, tx, after, { budget_id: budget.id, kind, execution_id: ask.execution_id, detail: admission.detail });
  return admission;
}

function judge(ctx: Context, budget: BudgetRow, ask: Ask): Judged {
  const admitted = (reserve: number): Judged => ({ budget, reserve, admission: { kind: "admitted" } });
  const against = (admission: Admission): Judged => ({ budget, reserve: 0, admission });
  if (!isReadable(budget)) return against({ kind: "refused", detail: `The budget ${budget.id} cannot be read.` });
  const { hard_limit, unit, on_exceeded, id: budget_id } = budget;
  if (hard_limit === null) return admitted(0);
  const span = spanFor(ctx, budget, ctx.clock.now());
  if (unit === "runs" && isCounted(ctx, budget, span, ask.execution_id)) return admitted(0);
  const spent = spentIn(ctx, budget, span);
  if (spent >= hard_limit) {
    const detail = saySpent(ctx, budget, spent, span);
    return against(on_exceeded === "ask" ? { kind: "ask", budget_id, detail } : { kind: "refused", detail });
  }
  if (unit === "runs") return admitted(0);
  const history = historyOf(ctx, ask, unit);
  const estimate = estimateOf(history, unit);
  const { attempts, amount } = reservedIn(ctx, budget, span);
  const spends = ({ backend }: Pick<Spender, "backend">) => unit === "minutes" || !backends[backend].plain;
  // What nobody can estimate goes in alone: the first one tells.
  const blind = history.length === 0 && spends(ask) && liveIn(ctx, budget, span).some(spends);
  if (blind || (attempts > 0 && spent + amount + estimate > hard_limit))
    return against({ kind: "hold", detail: `What is left of ${sayLimits(budget)} may be used up by what runs.` });
  return admitted(estimate);
}

/** Whether a budget that time alone can use up counts this spender: then it is looked at without a signal too. */
export function countsMinutes(ctx: Context, spender: Spender): boolean {
  return budgetsFor(ctx, spender).some(({ unit, hard_limit }) => unit === "minutes" && hard_limit !== null);
}

export interface Exceeded {
  budget_id: string;
  on_exceeded: "stop" | "ask";
  detail: string;
}

/**
 * The budget that a running attempt has taken over its hard limit. A run that was let in is never one too many. `only`:
 * those in minutes, where nothing but time has passed.
 */
export function exceeded(
  ctx: Context,
  tx: Tx,
  after: After,
  spender: Spender,
  waived: readonly string[],
  only?: "minutes",
): Exceeded | undefined {
  const began = findUsage(ctx, spender.attempt_id)?.started_at;
  for (const budget of budgetsFor(ctx, spender)) {
    const { id: budget_id, hard_limit, on_exceeded, unit } = budget;
    if (hard_limit === null || waived.includes(budget_id) || !isReadable(budget)) continue;
    if (unit === "runs" || (only !== undefined && unit !== only)) continue;
    const span = spanFor(ctx, budget, ctx.clock.now(), began);
    const spent = spentIn(ctx, budget, span);
    if (spent <= hard_limit) continue;
    const detail = saySpent(ctx, budget, spent, span);
    const kind = on_exceeded === "ask" ? "asked" : "stopped";
    note(ctx, tx, after, { budget_id, kind, execution_id: spender.execution_id, detail });
    return { budget_id, on_exceeded, detail };
  }
  return undefined;
}
