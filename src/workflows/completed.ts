import { completionsOf, fire } from "~/triggers/index.ts";
import { type Course, tell } from "./course.ts";
import { isFailure } from "./status.ts";
import { findWorkflow } from "./store.ts";

/** Sets off, in the transaction that ends the run, the triggers that wait for its end. What they refuse the run tells. */
export function tellOfEnd({ ctx, tx, after, run }: Course): void {
  const { id, workflow_id, status, reason, detail, output, read_only, hops, depth } = run;
  const waiting = completionsOf(tx).filter(({ source }) => source.workflow_id === workflow_id && isMeant(source.on));
  for (const trigger of waiting) {
    const workflow = { id: workflow_id, name: findWorkflow(tx, workflow_id)?.name ?? workflow_id };
    const payload = { run_id: id, workflow, status, reason, detail, output };
    const request_id = ctx.newId("request");
    const cause = { origin: "workflow", request_id, run_id: id, status, read_only, hops, depth: depth + 1 } as const;
    const begun = fire(ctx, tx, after, trigger, { payload }, cause);
    const why = "skipped" in begun ? begun.skipped : `it started ${Object.values(begun)[0]}`;
    tell(ctx, after, { run_id: id, node_id: null, item: null, status, detail: `${trigger.name}: ${why}` });
  }

  function isMeant(on: "succeeded" | "failed" | "always"): boolean {
    return on === "always" || (on === "failed" ? isFailure(status) : status === "succeeded");
  }
}
