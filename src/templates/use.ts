import type { Context } from "~/context.ts";
import { invalidInput } from "~/http/router.ts";
import { createTrigger, type Trigger, TriggerInput } from "~/triggers/index.ts";
import type { TemplateUse } from "./model.ts";
import { getTemplate } from "./store.ts";

/** Makes a trigger from a template, disabled until somebody has looked at it. */
export function useTemplate(ctx: Context, id: string, given: TemplateUse): Trigger {
  const { name, source, trigger } = getTemplate(id);
  const { backend, ...begins } = trigger;
  const input = {
    ...{ name, source, note: `From the template ${id}` },
    ...begins,
    // A chain says itself who runs it.
    ...(!given.chain && { backend }),
    ...given,
    enabled: false,
  };
  const parsed = TriggerInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error.issues, "json", input);
  return createTrigger(ctx, parsed.data);
}
