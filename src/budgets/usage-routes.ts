import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, pageOf, problems, router } from "~/http/router.ts";
import { listUsage, report } from "./report.ts";
import { AttemptUsage, GroupBy, reportFilter, UsageReport, usageFilter } from "./usage-model.ts";

const tags = ["usage"];

const summary = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "Tokens, turns and cost, summed up by day, trigger, account, backend, model or project",
  description: "An attempt counts where it began; days are of the server's time zone.",
  request: { query: z.strictObject({ ...reportFilter, group_by: GroupBy.default("day") }) },
  responses: { 200: json("The sums.", UsageReport), ...problems(400, 401) },
});

const list = createRoute({
  method: "get",
  path: "/attempts",
  "x-scope": "read",
  tags,
  summary: "What each attempt has used, newest first",
  request: {
    query: z.strictObject({
      ...pageOf("attempt"),
      ...usageFilter,
      to: usageFilter.to.openapi({ description: "Began before." }),
    }),
  },
  responses: {
    200: json("A page.", z.object({ attempts: z.array(AttemptUsage), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

export function usageRoutes(ctx: Context) {
  return router()
    .openapi(summary, async (c) => {
      const { group_by, ...filter } = c.req.valid("query");
      return c.json(await report(ctx, group_by, filter), 200);
    })
    .openapi(list, (c) => c.json(listUsage(ctx.db.orm, c.req.valid("query")), 200));
}
