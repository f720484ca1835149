import { z } from "@hono/zod-openapi";

const base = {
  seq: z.number().int().openapi({ description: "Of the line that says it." }),
  attempt: z.number().int(),
  at: z.iso.datetime(),
};
const text = z.string();

const FileEdit = z.object({
  path: z.string(),
  patch: z.string().nullable().openapi({
    description: "Lines that begin with `+`, `-` or a space; null where the CLI names the file alone.",
  }),
});

const said = z.object({
  ...base,
  kind: z.literal("text"),
  text,
  part: z.boolean().openapi({ description: "It goes on with the text before it." }),
});
const thought = z.object({ ...base, kind: z.literal("thought"), text });
const aside = z.object({ ...base, kind: z.literal("aside"), text });
const begins = z.object({
  ...{ ...base, kind: z.literal("tool_begins"), id: text, name: text },
  input: z.unknown(),
  edits: z.array(FileEdit).openapi({ description: "What it is to do with files." }),
});
const ends = z.object({ ...base, kind: z.literal("tool_ends"), id: text, output: text, failed: z.boolean() });
const step = z.object({
  ...{ ...base, kind: z.literal("step"), id: text },
  ...{ input_tokens: z.number(), cached_tokens: z.number() },
  output_tokens: z.number().nullable().openapi({ description: "Null where the CLI tells only how it began." }),
});
const trouble = z.object({
  ...{ ...base, kind: z.literal("trouble"), text },
  reason: z.string().nullable().openapi({ description: "Null of what may explain an end: a line of stderr." }),
});
const note = z.object({ ...base, kind: z.literal("note"), text });

/** What one line says, for a person: as the backend's `read` has it, without what only the server needs. */
export const TranscriptEvent = z
  .discriminatedUnion("kind", [said, thought, aside, begins, ends, step, trouble, note])
  .openapi("TranscriptEvent");
export type TranscriptEvent = z.infer<typeof TranscriptEvent>;

export const TranscriptPage = z
  .object({
    events: z.array(TranscriptEvent),
    next_after: z.number().int(),
    more: z.boolean().openapi({ description: "There are lines behind `next_after` already." }),
  })
  .openapi("TranscriptPage");
export type TranscriptPage = z.infer<typeof TranscriptPage>;
