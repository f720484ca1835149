import { chainFor } from "~/accounts/index.ts";
import { backendOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { refuseWhenFull, type Submitted, submit } from "~/executions/index.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { sourceOf } from "./kinds/index.ts";
import type { Occasion } from "./model.ts";
import { sharedDirOf, slotLimitOf, workingDirOf } from "./policy.ts";
import { type Rendered, render } from "./render.ts";
import { getTrigger, type TriggerRow } from "./store.ts";
import { valuesOf } from "./values.ts";

/** What sets a trigger off. */
export type Cause =
  | { origin: "manual"; request_id: string }
  | { origin: "schedule"; request_id: string; fire_id: string }
  | { origin: "webhook"; request_id: string; delivery_id: string; verified: boolean };

/** Renders the prompt and submits the execution, in the caller's transaction. */
export function fire(
  ctx: Context,
  tx: Tx,
  after: After,
  trigger: TriggerRow,
  occasion: Occasion,
  cause: Cause,
): Submitted {
  const trusted = cause.origin === "manual" || cause.origin === "schedule";
  const verified = trusted || cause.verified;
  const attempt = tryRender(ctx, trigger, occasion, trusted);
  if (cause.origin === "manual" && attempt.failure)
    throw new Fault("invalid", attempt.failure.detail, { code: "render_failed" });
  return submit(ctx, tx, after, {
    ...{ origin: cause.origin, request_id: cause.request_id, trigger_id: trigger.id },
    ...(cause.origin === "webhook" && { delivery_id: cause.delivery_id }),
    ...(cause.origin === "schedule" && { fire_id: cause.fire_id }),
    ...{ backend_config: trigger.backend_config, chain: chainFor(ctx, trigger), priority: trigger.priority },
    ...{ tags: trigger.tags, allowed_actions: trigger.allowed_actions },
    permissions: verified ? trigger.permissions : "read_only",
    allowed_tools: verified ? trigger.allowed_tools : null,
    ...{ working_dir: workingDirOf(ctx.config, trigger), retry_on_interrupt: trigger.retry_on_interrupt },
    timeout_ms: (trigger.timeout_secs ?? ctx.config.EXECUTION_TIMEOUT_SECS) * 1_000,
    shared_dir: sharedDirOf(trigger, verified),
    ...{ slot: trigger.id, slot_limit: slotLimitOf(trigger), overlap: trigger.overlap },
    ...attempt,
  });
}

/** A person starts a trigger, also a disabled one. Throws a Fault `conflict` when its overlap says skip. */
export function runTrigger(ctx: Context, scope: Scope, id: string, occasion: Occasion): { execution_id: string } {
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const cause = { origin: "manual", request_id: scope.request_id } as const;
    const trigger = getTrigger(tx, id);
    const submitted = fire(ctx, tx, after, trigger, byHand(ctx, trigger, occasion), cause);
    if ("skipped" in submitted) throw new Fault("conflict", submitted.skipped, { code: "overlap_skipped" });
    return submitted;
  });
}

/** The prompt that an event would send: of what comes from outside, as text from outside. */
export function preview(ctx: Context, id: string, occasion: Occasion): Rendered {
  const trigger = getTrigger(ctx.db.orm, id);
  return renderFor(ctx, trigger, byHand(ctx, trigger, occasion), !sourceOf(trigger.source).receives);
}

/** Where a person gives no payload, the source may have one. */
function byHand({ clock }: Context, trigger: TriggerRow, occasion: Occasion): Occasion {
  return { payload: sourceOf(trigger.source).byHand?.(trigger, clock.iso()), ...occasion };
}

function renderFor(ctx: Context, trigger: TriggerRow, { message, payload }: Occasion, trusted: boolean): Rendered {
  const words = message ?? sourceOf(trigger.source).message(trigger.source, payload);
  const { strict, field_limit } = trigger;
  const mentions = chainFor(ctx, trigger).entries.some(({ backend }) => backendOf(backend).mentions);
  return render(trigger.prompt_template, valuesOf(trigger.id, payload, words), {
    trusted,
    strict,
    field_limit,
    mentions,
  });
}

function tryRender(ctx: Context, trigger: TriggerRow, occasion: Occasion, trusted: boolean) {
  try {
    return { prompt: renderFor(ctx, trigger, occasion, trusted).prompt };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { prompt: trigger.prompt_template, failure: { reason: "render_failed" as const, detail: error.message } };
  }
}
