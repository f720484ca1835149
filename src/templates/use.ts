import type { Context } from "~/context.ts";
import { invalidInput } from "~/http/router.ts";
import { createTrigger, layOnce, type Trigger, TriggerInput } from "~/triggers/index.ts";
import type { TemplateUse } from "./model.ts";
import { getTemplate } from "./store.ts";

/** Makes a trigger from a template, disabled until somebody has looked at it. */
export function useTemplate(ctx: Context, id: string, given: TemplateUse): Trigger {
  return createTrigger(ctx, triggerFrom(id, given));
}

/** What most teams begin with is there from the first start, disabled; the newest is the first of a list. */
export function prepareTemplates(ctx: Context): void {
  for (const id of ["failing-ci", "code-question", "issue-triage", "pr-review"]) layOnce(ctx, id, triggerFrom(id));
}

function triggerFrom(id: string, given: Partial<TemplateUse> = {}): TriggerInput {
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
  return parsed.data;
}
