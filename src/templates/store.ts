import { Fault } from "~/kit/fault.ts";
import { Outcome } from "~/outcomes/index.ts";
import { placeholders, TriggerInput } from "~/triggers/index.ts";
import { library } from "./library/index.ts";
import type { Template, TemplateData } from "./model.ts";

/** Throws a Fault `not_found`. */
export function getTemplate(id: string): TemplateData {
  const template = library.find((one) => one.id === id);
  if (template) return template;
  const known = library.map((one) => one.id).join(", ");
  throw new Fault("not_found", `There is no template ${id.slice(0, 100)}: take one of ${known}.`);
}

export function wireTemplate({ trigger, example, ...template }: TemplateData): Template {
  const { backend, prompt_template, permissions, allowed_actions = [] } = trigger;
  return {
    ...template,
    ...{ backend, prompt_template, allowed_actions },
    permissions: TriggerInput.shape.permissions.parse(permissions),
    placeholders: placeholders(prompt_template).known,
    example: Outcome.parse(example),
  };
}
