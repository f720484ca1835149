import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { SignedRequest, TestReceipt, Trial } from "./model.ts";
import { signedRequest, tryOut } from "./trial.ts";
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

const signed = createRoute({
  method: "post",
  path: "/{id}/signed-request",
  "x-scope": "run",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags: ["triggers"],
  summary: "A delivery as the trigger's sender would send it, signed; nothing is sent",
  middleware: absentIsEmpty,
  request: { params: z.object({ id: idParam("trigger") }), body: optionalBody(Trial) },
  responses: { 200: json("The request.", SignedRequest), ...problems(400, 401, 404, 413, 415) },
});

export function trialRoutes(ctx: Context, seams: Seams = {}) {
  const originOf = (url: string) => ctx.config.PUBLIC_URL ?? new URL(url).origin;
  return router()
    .openapi(test, async (c) => {
      const asked = { given: c.req.valid("json"), origin: originOf(c.req.url) };
      return c.json(await tryOut(ctx, c.get("scope"), seams, c.req.valid("param").id, asked), 202);
    })
    .openapi(signed, (c) => {
      const asked = { given: c.req.valid("json"), origin: originOf(c.req.url) };
      return c.json(signedRequest(ctx, c.req.valid("param").id, asked), 200);
    });
}
