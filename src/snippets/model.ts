import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { namesIn } from "./names.ts";

const fields = {
  name: z
    .string()
    .max(100)
    .regex(/^[\w-]+$/, "must be of letters, digits, _ and - alone")
    .openapi({ description: "Templates say `{snippet:name}`.", example: "house-rules" }),
  text: z
    .string()
    .min(1)
    .max(100_000)
    .refine((text) => !text.includes("\0"), "must not hold NUL")
    .refine((text) => namesIn(text).length === 0, "must not hold another snippet: put that into the template")
    .openapi({ description: "Part of every template that names it: its placeholders have their values there." }),
};

export const SnippetInput = z.strictObject(fields).openapi("SnippetInput");
export type SnippetInput = z.infer<typeof SnippetInput>;

export const SnippetPatch = z.strictObject(fields).partial().openapi("SnippetPatch");
export type SnippetPatch = z.infer<typeof SnippetPatch>;

export const Snippet = z
  .object({
    id: idParam("snippet"),
    ...fields,
    used_by: z
      .array(z.object({ id: idParam("trigger"), name: z.string() }))
      .openapi({ description: "The triggers whose template names it: while there are any it keeps its name." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Snippet");
export type Snippet = z.infer<typeof Snippet>;
