import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { executionBell, QUEUE } from "./bells.ts";
import { cancel } from "./cancel.ts";
import { getExecution, move } from "./store.ts";

/**
 * A person's answer to an execution that waits at a budget: `continue` lets it exceed that budget, and it goes on where
 * it was; `stop` cancels it. Throws a Fault `conflict` when it does not wait.
 */
export function answer(ctx: Context, id: string, decision: "continue" | "stop"): void {
  const { status } = getExecution(ctx.db.orm, id);
  if (status !== "waiting")
    throw new Fault("conflict", `The execution is ${status}: it asks nothing.`, { code: "not_waiting" });
  if (decision === "stop") cancel(ctx, id);
  else letOn(ctx, id);
}

function letOn(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const { asked_budget, waived_budgets } = getExecution(tx, id);
    const waived = [...(waived_budgets ?? []), ...(asked_budget === null ? [] : [asked_budget])];
    const detail = "Let on by a person.";
    if (!move(tx, id, "queued", { reason: null, detail, asked_budget: null, waived_budgets: waived, lane: id })) return;
    audit(ctx, tx, { action: "execution.let_on", subject_id: id, after: { waived_budgets: waived } });
    after(() => {
      ctx.bells.ring(executionBell(id));
      ctx.bells.ring(QUEUE);
    });
  });
}
