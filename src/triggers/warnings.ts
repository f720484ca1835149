import { chainWarnings } from "~/accounts/index.ts";
import type { Queries } from "~/db/tx.ts";
import { snippetsIn } from "~/snippets/index.ts";
import { textsOf } from "./input.ts";
import { sourceOf } from "./kinds/index.ts";
import { isDescribedFor } from "./placeholders.ts";
import { noPlaceholder } from "./render.ts";
import type { TriggerRow } from "./store.ts";
import { placeholders } from "./template.ts";

/** What of a trigger works otherwise than whoever saves it may think, a sentence each. */
export function warningsOf(queries: Queries, trigger: TriggerRow): string[] {
  const { source, prompt_template, workflow_id, input, strict, chain } = trigger;
  const text = workflow_id === null ? prompt_template : textsOf(input);
  const { known, unknown } = placeholders(text, snippetsIn(queries, text));
  const empty = known.filter((name) => !isDescribedFor(name, source.kind));
  return [
    ...unknown.map((name) => noPlaceholder(name, strict)),
    ...empty.map((name) => `\`{${name}}\` has no value when a ${source.kind} starts it`),
    ...(sourceOf(source).warnings?.(source) ?? []),
    ...(chain ? chainWarnings(chain) : []),
  ];
}
