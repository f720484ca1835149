import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { AuditEntry, AuditFilter } from "./model.ts";
import { listAudit } from "./store.ts";

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "admin",
  tags: ["audit"],
  summary: "Who did what, newest first",
  request: { query: AuditFilter },
  responses: {
    200: json("A page.", z.object({ entries: z.array(AuditEntry), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

export function auditRoutes(ctx: Context) {
  return router().openapi(list, (c) => c.json(listAudit(ctx.db.orm, c.req.valid("query")), 200));
}
