import type { Context } from "~/context.ts";
import { snippetsIn } from "~/snippets/index.ts";
import { type Cause, isDelivered } from "./cause.ts";
import { supersedeKey } from "./changes.ts";
import { fillInput, textsOf } from "./input.ts";
import { sourceOf } from "./kinds/index.ts";
import type { Occasion } from "./model.ts";
import { wordsOf } from "./prompt.ts";
import type { TriggerRow } from "./store.ts";
import { valuesOf } from "./values.ts";

/** What the trigger's workflow is given: as the trigger says it, else what came. */
export function inputFor(ctx: Context, trigger: TriggerRow, occasion: Occasion): unknown {
  const { id, source, strict, input } = trigger;
  const { payload, message = null } = occasion;
  if (input) {
    const snippets = snippetsIn(ctx.db.orm, textsOf(input));
    return fillInput(input, valuesOf(id, payload, wordsOf(trigger, occasion)), strict, snippets);
  }
  if (payload === undefined) return { message };
  const kind = sourceOf(source);
  return kind.input ? kind.input(payload) : payload;
}

/** The run that a cause asks for. */
export function askedRun(ctx: Context, trigger: TriggerRow, occasion: Occasion, cause: Cause) {
  const { id, name, source } = trigger;
  const { event } = occasion;
  const from = isDelivered(cause) || cause.origin === "workflow" ? cause : { hops: 0, read_only: false };
  const change = isDelivered(cause) ? cause.topic?.change : undefined;
  return {
    input: inputFor(ctx, trigger, occasion),
    request_id: cause.request_id,
    trigger: {
      ...{ id, name, kind: source.kind, origin: cause.origin, ...(event !== undefined && { event }) },
      ...("delivery_id" in cause && { delivery_id: cause.delivery_id }),
      ...("fire_id" in cause && { fire_id: cause.fire_id }),
      ...(cause.origin === "workflow" && { run_id: cause.run_id, status: cause.status }),
    },
    ...{ hops: from.hops, read_only: from.read_only, depth: cause.origin === "workflow" ? cause.depth : 0 },
    supersede_key: change ? supersedeKey(id, change) : null,
  };
}
