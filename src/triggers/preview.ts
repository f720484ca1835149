import type { Context } from "~/context.ts";
import { byHand } from "./by-hand.ts";
import { sourceOf } from "./kinds/index.ts";
import type { Occasion, Preview, PreviewInput, UnsavedPreviewInput } from "./model.ts";
import { type Prompting, renderFor } from "./prompt.ts";
import { getTrigger, type TriggerRow } from "./store.ts";
import { inputFor } from "./workflow-input.ts";

/**
 * The prompt that an event would send: of what comes from outside, as text from outside. What was delivered is from
 * outside for a trigger that is started by hand too. Of a trigger that starts a workflow the input of its run.
 */
export function preview(ctx: Context, id: string, input: PreviewInput, delivered = false): Preview {
  const trigger = getTrigger(ctx.db.orm, id);
  const { prompt_template = trigger.prompt_template } = input;
  const occasion = delivered ? input : byHand(ctx, trigger, input);
  if (trigger.workflow_id !== null && input.prompt_template === undefined) {
    const given = JSON.stringify(inputFor(ctx, trigger, occasion), null, 2);
    return { prompt: given, warnings: [], unresolved: [], untrusted: [], verdict: verdictOf(trigger, occasion) };
  }
  return previewFor(ctx, { ...trigger, prompt_template }, occasion, delivered);
}

/** The prompt of a trigger that is not there yet: its id is all zeros. */
export function previewUnsaved(ctx: Context, input: UnsavedPreviewInput): Preview {
  const trigger = { ...input, id: `trig-${"0".repeat(20)}`, name: "preview", model: null };
  return previewFor(ctx, trigger, byHand(ctx, trigger, input));
}

function previewFor(ctx: Context, trigger: Prompting, occasion: Occasion, delivered = false): Preview {
  const { receives } = sourceOf(trigger.source);
  const rendered = renderFor(ctx, trigger, occasion, !receives && !delivered);
  return { ...rendered, verdict: verdictOf(trigger, occasion) };
}

function verdictOf({ source }: Pick<TriggerRow, "source">, { payload, event }: Occasion): Preview["verdict"] {
  const kind = sourceOf(source);
  if (!kind.receives || payload === undefined) return null;
  const { holds, why } = kind.holds(source, { payload, name: event });
  return { holds, why };
}
