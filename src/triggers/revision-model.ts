import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";

export const RevisionSummary = z
  .object({
    id: idParam("revision"),
    trigger_id: idParam("trigger"),
    number: z.number().int().openapi({ description: "From 1, without a gap." }),
    note: z.string().nullable(),
    restored_from: z.number().int().nullable().openapi({ description: "The revision whose text it brought back." }),
    actor: z.string().openapi({ description: "The name of the key it was written with, or `server`." }),
    key_id: idParam("key").nullable(),
    created_at: z.iso.datetime(),
  })
  .openapi("RevisionSummary");

export const Revision = RevisionSummary.extend({
  prompt_template: z.string(),
  against: z
    .number()
    .int()
    .nullable()
    .openapi({ description: "The revision it is compared with; null for the first." }),
  diff: z.string().nullable().openapi({ description: "A unified diff; null where the two differ too much." }),
}).openapi("Revision");
