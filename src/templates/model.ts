import { z } from "@hono/zod-openapi";
import { BackendId, Permissions } from "~/backends/index.ts";
import { ActionKind, Outcome } from "~/outcomes/index.ts";
import { TriggerInput, TriggerPatch } from "~/triggers/index.ts";

/** What a trigger made from it begins with. */
const Begins = TriggerInput.omit({ name: true, source: true, enabled: true, note: true });

/** A trigger as we would write it, shipped as data. */
export interface TemplateData {
  id: string;
  name: string;
  /** When to use it, and what to give it. */
  description: string;
  /** Held against the kinds of source when it is used. */
  source: { kind: string } & Record<string, unknown>;
  trigger: z.input<typeof Begins> & { backend: BackendId; prompt_template: string };
  /** What a good run of it says. */
  example: z.input<typeof Outcome>;
}

export const Template = z
  .object({
    id: z.string().openapi({ example: "pr-review" }),
    name: z.string(),
    description: z.string(),
    source: z.looseObject({ kind: z.string() }),
    backend: BackendId.openapi({ description: "The one it was written for; any other does it too." }),
    permissions: Permissions,
    allowed_actions: z.array(ActionKind),
    placeholders: z.array(z.string()).openapi({ description: "What its prompt takes from the occasion." }),
    prompt_template: z.string(),
    example: Outcome.openapi({ description: "What a good run of it says." }),
  })
  .openapi("Template");
export type Template = z.infer<typeof Template>;

export const TemplateUse = TriggerPatch.omit({ enabled: true }).openapi("TemplateUse", {
  description: "What of the trigger is to be otherwise than the template has it.",
});
export type TemplateUse = z.infer<typeof TemplateUse>;
