import type { Context } from "~/context.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { isFinished } from "./status.ts";
import { getExecution } from "./store.ts";
import { submit } from "./submit.ts";

/** A new execution with the inputs of a finished one, linked to it. Throws a Fault `conflict` while that one is live. */
export function retry(ctx: Context, scope: Scope, id: string): { execution_id: string } {
  return ctx.db.tx((tx, after) => {
    const first = getExecution(tx, id);
    if (!isFinished(first.status))
      throw new Fault("conflict", `The execution is ${first.status}: cancel it or wait for its end.`, { code: "live" });
    const { trigger_id, delivery_id, backend, backend_config, model, permissions, allowed_tools } = first;
    const { working_dir, prompt, timeout_ms, retry_on_interrupt, slot } = first;
    const submitted = submit(ctx, tx, after, {
      ...{ origin: "retry", retry_of: id, request_id: scope.request_id, trigger_id, delivery_id },
      ...{ backend, backend_config, model, permissions, allowed_tools, working_dir, prompt },
      ...{ timeout_ms, retry_on_interrupt, slot },
    });
    if ("skipped" in submitted) throw new Fault("conflict", submitted.skipped, { code: "overlap_skipped" });
    return submitted;
  });
}
