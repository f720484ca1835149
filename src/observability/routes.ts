import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, plainText, problems, router } from "~/http/router.ts";
import type { Readiness } from "~/ops/index.ts";
import { scrape } from "./gauges.ts";
import { describeLogLevel, turnLogLevel } from "./log-level.ts";
import { LogLevelState, TurnLogLevel } from "./model.ts";

const get = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags: ["observability"],
  summary: "How much is logged",
  responses: { 200: json("The level.", LogLevelState), ...problems(401) },
});

const put = createRoute({
  method: "put",
  path: "/",
  "x-scope": "admin",
  tags: ["observability"],
  summary: "Log more or less, for a while or until the next start",
  request: { body: jsonBody(TurnLogLevel) },
  responses: { 200: json("The level.", LogLevelState), ...problems(400, 401, 413, 415) },
});

export function logLevelRoutes(ctx: Context) {
  return router()
    .openapi(get, (c) => c.json(describeLogLevel(ctx), 200))
    .openapi(put, (c) => c.json(turnLogLevel(ctx, c.req.valid("json")), 200));
}

const metrics = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags: ["observability"],
  summary: "What is counted, for Prometheus",
  responses: {
    200: { description: "The text format.", content: { "text/plain": { schema: z.string() } } },
    ...problems(401),
  },
});

export function metricsRoutes(ctx: Context, readiness: Readiness) {
  const headers = { "Content-Type": ctx.metrics.registry.contentType };
  return router().openapi(metrics, async () => plainText(new Response(await scrape(ctx, readiness), { headers })));
}
