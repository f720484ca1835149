import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Audit, AuditedProject, FindingPatch, FindingRow, FindingStatus, Severity } from "./model.ts";
import { settleFinding } from "./settle.ts";
import { getFinding, listAudits, listFindings, listProjects } from "./store.ts";

const params = z.object({ id: idParam("finding") });
const tags = ["findings"];
const project = z.string().min(1).max(4_096).optional();
const trigger_id = idParam("trigger").optional();
const limit = pageOf("finding").limit;
/** Audits are numbered. */
const cursor = z.coerce.number().int().min(1).optional().openapi({ description: "`next_cursor` of the page before." });
const next_cursor = z.number().int().nullable();

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "What audits have found, newest first",
  request: {
    query: z.strictObject({
      ...pageOf("finding"),
      severity: Severity.optional(),
      status: FindingStatus.optional(),
      project,
      trigger_id,
    }),
  },
  responses: {
    200: json("A page.", z.object({ findings: z.array(FindingRow), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const projects = createRoute({
  method: "get",
  path: "/projects",
  "x-scope": "read",
  tags,
  summary: "The projects that were audited: verdict, what is open, the last audit",
  request: { query: z.strictObject({ limit, cursor }) },
  responses: {
    200: json("A page.", z.object({ projects: z.array(AuditedProject), next_cursor })),
    ...problems(400, 401),
  },
});

const audits = createRoute({
  method: "get",
  path: "/audits",
  "x-scope": "read",
  tags,
  summary: "What each audit made of a project, newest first",
  request: { query: z.strictObject({ limit, cursor, project, trigger_id }) },
  responses: { 200: json("A page.", z.object({ audits: z.array(Audit), next_cursor })), ...problems(400, 401) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One finding",
  request: { params },
  responses: { 200: json("The finding.", FindingRow), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "run",
  tags,
  summary: "Ignore a finding with a reason, call it fixed, or open it again",
  request: { params, body: jsonBody(FindingPatch) },
  responses: { 200: json("The finding.", FindingRow), ...problems(400, 401, 404, 413, 415) },
});

export function findingRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listFindings(orm, c.req.valid("query")), 200))
    .openapi(projects, (c) => c.json(listProjects(orm, c.req.valid("query")), 200))
    .openapi(audits, (c) => c.json(listAudits(orm, c.req.valid("query")), 200))
    .openapi(show, (c) => c.json(getFinding(orm, c.req.valid("param").id), 200))
    .openapi(update, (c) => c.json(settleFinding(ctx, c.req.valid("param").id, c.req.valid("json")), 200));
}
