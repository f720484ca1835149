import { eq } from "drizzle-orm";
import { noteLimit } from "~/accounts/index.ts";
import type { Limit, Seen } from "~/backends/index.ts";
import { exceeded, meter } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { requestStop } from "./cancel.ts";
import { type AttemptRow, type ExecutionRow, getExecution, spenderOf } from "./store.ts";
import { executions } from "./tables.ts";

/** What the CLI said of its limits, at once: others are kept from an account that is spent before this run has ended. */
export function noteLimits(ctx: Context, tx: Tx, after: After, attempt: AttemptRow, limits: readonly Limit[]): void {
  for (const limit of limits) noteLimit(ctx, tx, after, attempt, limit);
}

/** Writes down what was used so far, and asks for the end of a run that is over a budget. */
export function meterAndBrake(
  ctx: Context,
  tx: Tx,
  after: After,
  execution: ExecutionRow,
  attempt: AttemptRow,
  seen: Seen,
): void {
  meter(ctx, tx, after, spenderOf(execution, attempt), seen);
  // After its last word the work is done and paid for: stopping would only spoil it.
  if (!seen.end) brake(ctx, tx, after, execution, attempt);
}

/** Asks for the end of a run that is over a budget; with `only` of one in minutes. */
export function brake(
  ctx: Context,
  tx: Tx,
  after: After,
  { id }: ExecutionRow,
  attempt: AttemptRow,
  only?: "minutes",
): void {
  const execution = getExecution(tx, id);
  // Asked once is enough: what it still says while it ends changes nothing.
  if (execution.stop_reason !== null) return;
  const over = exceeded(ctx, tx, after, spenderOf(execution, attempt), execution.waived_budgets ?? [], only);
  if (!over) return;
  const { budget_id, on_exceeded, detail } = over;
  const asks = on_exceeded === "ask";
  const stopping = requestStop(ctx, tx, after, id, asks ? "budget_ask" : "budget", detail);
  if (stopping && asks) tx.update(executions).set({ asked_budget: budget_id }).where(eq(executions.id, id)).run();
}
