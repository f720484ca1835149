import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { firstIdAt, idParam } from "~/kit/ids.ts";
import { matchOf } from "./query.ts";
import { Searcher } from "./searcher.ts";

const Hit = z
  .object({
    execution_id: idParam("execution"),
    trigger_id: idParam("trigger").nullable(),
    seq: z.number().int(),
    attempt: z.number().int(),
    stream: z.enum(["stdout", "stderr", "system"]),
    excerpt: z.object({
      text: z.string(),
      marks: z
        .array(z.object({ start: z.number().int(), end: z.number().int() }))
        .openapi({ description: "Where in the text the words are, in UTF-16 units." }),
    }),
  })
  .openapi("LineHit");

const query = z.strictObject({
  q: z
    .string()
    .max(500)
    .refine((text) => !text.includes("\0"), "must not hold NUL")
    .openapi({ description: 'Words that must all be in the line, "phrases", and beginnings of words: `time*`.' }),
  execution_id: idParam("execution").optional(),
  trigger_id: idParam("trigger").optional(),
  since: z.iso.datetime({ offset: true }).optional().openapi({ description: "Of executions made then or later." }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^[0-9]{1,19}$/, "must be a `next_cursor`")
    .optional()
    .openapi({ description: "`next_cursor` of the page before." }),
});

const lines = createRoute({
  method: "get",
  path: "/lines",
  "x-scope": "read",
  tags: ["executions"],
  summary: "Find lines of output by their words, of the newest run first",
  description:
    "A page may hold fewer than `limit`, even none: `next_cursor` alone says the end. Lines are found within about a second.",
  request: { query },
  responses: {
    200: json("A page.", z.object({ hits: z.array(Hit), next_cursor: z.string().nullable() })),
    ...problems(400, 401, 503),
  },
});

export function searchRoutes(ctx: Context) {
  const searcher = new Searcher(ctx);
  return router().openapi(lines, async (c) => {
    const { q, since, ...rest } = c.req.valid("query");
    const since_id = since === undefined ? undefined : firstIdAt("execution", Date.parse(since));
    return c.json(await searcher.ask({ ...rest, match: matchOf(q), since_id }), 200);
  });
}
