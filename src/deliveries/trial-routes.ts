import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { TestReceipt, Trial } from "./model.ts";
import { tryOut } from "./trial.ts";
import type { Seams } from "./writers.ts";

const test = createRoute({
  method: "post",
  path: "/{id}/test",
  "x-scope": "run",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags: ["triggers"],
  summary: "Send a trigger a delivery as its sender would",
  description: "What holds starts an execution. The answer has the verdict, and the same as a signed `curl`.",
  middleware: absentIsEmpty,
  request: { params: z.object({ id: idParam("trigger") }), body: optionalBody(Trial) },
  responses: { 202: json("What came of it.", TestReceipt), ...problems(400, 401, 404, 413, 415, 503) },
});

export function trialRoutes(ctx: Context, seams: Seams = {}) {
  return router().openapi(test, async (c) => {
    const asked = { given: c.req.valid("json"), origin: ctx.config.PUBLIC_URL ?? new URL(c.req.url).origin };
    return c.json(await tryOut(ctx, c.get("scope"), seams, c.req.valid("param").id, asked), 202);
  });
}
