import { chainFor } from "~/accounts/index.ts";
import { backendOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { snippetsIn } from "~/snippets/index.ts";
import { sourceOf } from "./kinds/index.ts";
import type { Occasion } from "./model.ts";
import { render } from "./render.ts";
import type { TriggerRow } from "./store.ts";
import { valuesOf } from "./values.ts";

/** What of a trigger decides about its prompts. */
export type Prompting = Pick<
  TriggerRow,
  "id" | "source" | "prompt_template" | "strict" | "field_limit" | "field_limits" | "allowed_actions"
> &
  Parameters<typeof chainFor>[1];

/** The words of an occasion: what a person typed, or what the source finds. */
export function wordsOf(
  { source }: Pick<TriggerRow, "source">,
  { message, payload, event }: Occasion,
): string | undefined {
  return message ?? sourceOf(source).message(source, { payload, name: event });
}

/** Throws a Fault where the template cannot be filled. */
export function renderFor(ctx: Context, trigger: Prompting, occasion: Occasion, trusted: boolean) {
  const { strict, field_limit, field_limits, allowed_actions } = trigger;
  const mentions = chainFor(ctx, trigger).entries.some(({ backend }) => backendOf(backend).mentions);
  return render(trigger.prompt_template, valuesOf(trigger.id, occasion.payload, wordsOf(trigger, occasion)), {
    ...{ trusted, strict, field_limit, field_limits, allowed_actions, mentions },
    snippets: snippetsIn(ctx.db.orm, trigger.prompt_template),
  });
}

/** What cannot be rendered is submitted with its failure: nothing that came is lost. */
export function tryRender(ctx: Context, trigger: TriggerRow, occasion: Occasion, trusted: boolean) {
  try {
    return { prompt: renderFor(ctx, trigger, occasion, trusted).prompt };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { prompt: trigger.prompt_template, failure: { reason: "render_failed" as const, detail: error.message } };
  }
}
