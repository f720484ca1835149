import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { getExecution } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import { ACTIONS } from "./bells.ts";
import type { GithubAction } from "./model.ts";
import { reopen } from "./plan.ts";
import { type ActionRow, listActions, wireAction } from "./store.ts";

/** Tries a failed action again. Throws a Fault `not_found`, or `conflict` for one that did not fail. */
export function retryAction(ctx: Context, execution_id: string, number: number): GithubAction {
  return ctx.db.tx((tx, after) => {
    const before = getAction(listActions(tx, getExecution(tx, execution_id).id), number);
    if (before.status !== "failed")
      throw new Fault("conflict", `The action is ${before.status}: only a failed one is tried again.`);
    reopen(ctx, tx, before, before.action);
    const again = getAction(listActions(tx, execution_id), number);
    audit(ctx, tx, { action: "github_action.retried", subject_id: execution_id, before, after: again });
    after(() => ctx.bells.ring(ACTIONS));
    return wireAction(again);
  });
}

function getAction(rows: ActionRow[], number: number): ActionRow {
  const row = rows.find((one) => one.number === number);
  if (!row) throw new Fault("not_found", `The execution has no action ${number}.`);
  return row;
}
