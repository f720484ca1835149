import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { refuseWhenFull } from "~/executions/index.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { checkRef } from "~/projects/index.ts";
import { fire } from "./fire.ts";
import { sourceOf } from "./kinds/index.ts";
import type { Occasion, RunInput, Started } from "./model.ts";
import { getTrigger, type TriggerRow } from "./store.ts";

/** A person starts a trigger, also a disabled one. Throws a Fault `conflict` when its overlap says skip. */
export function runTrigger(ctx: Context, scope: Scope, id: string, input: RunInput): Started {
  const { tags, group_id, ...occasion } = input;
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const cause = { origin: "manual", request_id: scope.request_id, tags, group_id } as const;
    const trigger = getTrigger(tx, id);
    checkRef(tx, trigger.project_id, input.ref ?? null);
    const submitted = fire(ctx, tx, after, trigger, byHand(ctx, trigger, occasion), cause);
    if ("skipped" in submitted) throw new Fault("conflict", submitted.skipped, { code: "overlap_skipped" });
    audit(ctx, tx, { action: "trigger.run", subject_id: id, after: { ...submitted, tags, group_id } });
    return submitted;
  });
}

/** Where a person gives no payload, the source may have one. */
export function byHand(
  { clock }: Context,
  trigger: Pick<TriggerRow, "id" | "name" | "source">,
  occasion: Occasion,
): Occasion {
  return { payload: sourceOf(trigger.source).byHand?.(trigger, clock.iso()), ...occasion };
}
