import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { TranscriptPage } from "./model.ts";
import { transcriptAfter } from "./read.ts";

const transcript = createRoute({
  method: "get",
  path: "/{id}/transcript",
  "x-scope": "read",
  tags: ["executions"],
  summary: "What the CLI's events say, for a person: its texts, the tools it used, its troubles",
  description:
    "Read from the lines after a cursor, the same for every CLI. A `command` prints no events: see its lines.",
  request: {
    params: z.object({ id: idParam("execution") }),
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).openapi({ description: "`next_after` of the page before." }),
      limit: z.coerce.number().int().min(1).max(2_000).default(1_000).openapi({ description: "Lines to be read." }),
    }),
  },
  responses: { 200: json("A page.", TranscriptPage), ...problems(400, 401, 404) },
});

export function transcriptRoutes(ctx: Context) {
  return router().openapi(transcript, (c) => {
    const { after, limit } = c.req.valid("query");
    return c.json(transcriptAfter(ctx, c.req.valid("param").id, after, limit), 200);
  });
}
