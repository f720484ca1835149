import { createRoute } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { MOST_COUNTED } from "~/db/aging.ts";
import { json, problems, router } from "~/http/router.ts";
import { Retention } from "./model.ts";
import { dueNow, lastSweep } from "./sweep.ts";

const show = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags: ["retention"],
  summary: "How long things are kept, what would go by now, and what went last",
  responses: { 200: json("It.", Retention), ...problems(401) },
});

export function retentionRoutes(ctx: Context) {
  const { RETENTION_DAYS: retention_days, AUDIT_RETENTION_DAYS: audit_retention_days } = ctx.config;
  return router().openapi(show, (c) => {
    const told = {
      retention_days,
      audit_retention_days,
      due: dueNow(ctx),
      most_counted: MOST_COUNTED,
      last_sweep: lastSweep(ctx.db.orm),
    };
    return c.json(told, 200);
  });
}
