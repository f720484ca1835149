import { createRoute } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, problems, router } from "~/http/router.ts";
import type { AppContext } from "~/http/scope.ts";
import type { ActionsOf } from "./anew.ts";
import { BulkAnswer, BulkCancel, BulkRetry, cancelAll, retryAll } from "./bulk.ts";

const tags = ["executions"];
const responses = { 200: json("What was done.", BulkAnswer), ...problems(400, 401, 413, 415) };

const SHAPE = 'The filter\'s fields are the body\'s own: `{ "status": "failed", "tag": "nightly" }`.';

const cancel = createRoute({
  method: "post",
  path: "/cancel",
  "x-scope": "run",
  tags,
  summary: "End all executions that a filter finds, and every process of them",
  description: SHAPE,
  request: { body: jsonBody(BulkCancel) },
  responses,
});

const again = createRoute({
  method: "post",
  path: "/retry",
  "x-scope": "run",
  tags,
  summary: "Retry all finished executions that a filter finds, once each",
  description: `Without \`status\`: what failed, timed out, was interrupted or cancelled. ${SHAPE}`,
  request: { body: jsonBody(BulkRetry) },
  responses,
});

/** The answer comes when all of it is done. */
function takeTime(c: AppContext): void {
  c.env.timeout?.(c.req.raw, 0);
}

export function bulkRoutes(ctx: Context, actionsOf: ActionsOf) {
  return router()
    .openapi(cancel, async (c) => {
      takeTime(c);
      return c.json(await cancelAll(ctx, c.req.valid("json")), 200);
    })
    .openapi(again, async (c) => {
      takeTime(c);
      return c.json(await retryAll({ ctx, scope: c.get("scope"), actionsOf }, c.req.valid("json")), 200);
    });
}
