import { chainFor } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { type Submitted, submit } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import type { ActionKind } from "~/outcomes/index.ts";
import { projectByRepo } from "~/projects/index.ts";
import { type Cause, isDelivered } from "./cause.ts";
import { supersedeKey, takeChange } from "./changes.ts";
import type { Occasion } from "./model.ts";
import { sharedDirOf, slotLimitOf, workingDirOf } from "./policy.ts";
import { tryRender } from "./prompt.ts";
import { startWorkflow } from "./start-workflow.ts";
import type { TriggerRow } from "./store.ts";
import { askedRun } from "./workflow-input.ts";

export type Begun = Submitted | { run_id: string };

/**
 * Starts the trigger's workflow, or renders its prompt and submits the execution, in the caller's transaction. Skipped
 * when a newer event came before.
 */
export function fire(ctx: Context, tx: Tx, after: After, trigger: TriggerRow, occasion: Occasion, cause: Cause): Begun {
  const outside = cause.origin !== "manual" && cause.origin !== "schedule";
  const verified = !outside || !cause.read_only;
  const late = isDelivered(cause) ? takeChange(ctx, tx, trigger.id, cause.topic?.change) : undefined;
  if (late !== undefined) return { skipped: late };
  const { workflow_id } = trigger;
  if (workflow_id !== null) {
    const asked = () => ({ workflow_id, ...askedRun(ctx, trigger, occasion, cause) });
    // A person hears the Fault itself.
    return cause.origin === "manual"
      ? ctx.workflows.it.start(ctx, tx, after, asked())
      : startWorkflow(ctx, tx, after, asked);
  }
  const attempt = tryRender(ctx, trigger, occasion, !outside);
  if (cause.origin === "manual" && attempt.failure)
    throw new Fault("invalid", attempt.failure.detail, { code: "render_failed" });
  return submit(ctx, tx, after, {
    ...{ origin: cause.origin, request_id: cause.request_id, trigger_id: trigger.id, tags: trigger.tags },
    ...{ backend_config: trigger.backend_config, chain: chainFor(ctx, trigger), priority: trigger.priority },
    template_revision: trigger.template_revision,
    allowed_actions: verified ? trigger.allowed_actions : trigger.allowed_actions.filter(isHarmless),
    permissions: verified ? trigger.permissions : "read_only",
    allowed_tools: verified ? trigger.allowed_tools : null,
    ...{ project_id: trigger.project_id, ref: occasion.ref, retry_on_interrupt: trigger.retry_on_interrupt },
    working_dir: workingDirOf(ctx.config, trigger),
    timeout_ms: (trigger.timeout_secs ?? ctx.config.EXECUTION_TIMEOUT_SECS) * 1_000,
    shared_dir: sharedDirOf(trigger, verified),
    ...{ slot: trigger.id, slot_limit: slotLimitOf(trigger), overlap: trigger.overlap },
    ...traceOf(tx, trigger, cause),
    ...attempt,
  });
}

/** What a stranger may bring about: words. He approves nothing, and starts nothing by a label. */
export function isHarmless(kind: ActionKind): boolean {
  return kind === "comment" || kind === "review" || kind === "check";
}

/** What an execution keeps of its cause. An event works where its repository is known, if nothing else is said. */
function traceOf(tx: Tx, { id, tags, project_id, working_dir }: TriggerRow, cause: Cause) {
  switch (cause.origin) {
    case "manual":
      return { group_id: cause.group_id, tags: [...new Set([...tags, ...cause.tags])] };
    case "schedule":
      return { fire_id: cause.fire_id };
    case "workflow":
      return { hops: cause.hops };
    default: {
      const { delivery_id, hops, topic: { repository, ref = null, change } = {} } = cause;
      const known =
        repository !== undefined && working_dir === null ? projectByRepo(tx, repository, ref !== null)?.id : undefined;
      const supersede_key = change ? supersedeKey(id, change) : null;
      return { delivery_id, hops, ref, supersede_key, project_id: project_id ?? known ?? null };
    }
  }
}
