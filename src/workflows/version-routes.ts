import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { DiffQuery, diffVersions, GraphDiff } from "./diff.ts";
import { Graph } from "./graph.ts";
import { Version, VersionSummary, Workflow } from "./model.ts";
import { publish, restore, updateWorkflow } from "./save.ts";
import { getVersion, listVersions } from "./store.ts";

const tags = ["workflows"];
const params = z.object({ id: idParam("workflow") });
const versionParams = params.extend({ version: z.coerce.number().int().min(1) });

const draft = createRoute({
  method: "put",
  path: "/{id}/draft",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Save a draft; what runs is the newest version still",
  request: { params, body: jsonBody(Graph) },
  responses: { 200: json("The workflow.", Workflow), ...problems(400, 401, 404, 413, 415) },
});

const issue = createRoute({
  method: "post",
  path: "/{id}/versions",
  "x-scope": "admin",
  tags,
  summary: "Publish the draft as the next version, which never changes again",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(z.strictObject({ note: z.string().max(2_000).nullable().default(null) })) },
  responses: { 201: json("The version.", Version), ...problems(400, 401, 404, 409, 413, 415) },
});

const versions = createRoute({
  method: "get",
  path: "/{id}/versions",
  "x-scope": "read",
  tags,
  summary: "List versions, newest first",
  request: {
    params,
    query: z.strictObject({
      limit: pageOf("workflow").limit,
      cursor: z.coerce.number().int().min(1).optional().openapi({ description: "`next_cursor` of the page before." }),
    }),
  },
  responses: {
    200: json("A page.", z.object({ versions: z.array(VersionSummary), next_cursor: z.number().int().nullable() })),
    ...problems(400, 401, 404),
  },
});

const version = createRoute({
  method: "get",
  path: "/{id}/versions/{version}",
  "x-scope": "read",
  tags,
  summary: "One version with its graph",
  request: { params: versionParams },
  responses: { 200: json("The version.", Version), ...problems(400, 401, 404) },
});

const back = createRoute({
  method: "post",
  path: "/{id}/versions/{version}/restore",
  "x-scope": "admin",
  tags,
  summary: "Make a version the draft",
  request: { params: versionParams },
  responses: { 200: json("The workflow.", Workflow), ...problems(400, 401, 404) },
});

const compare = createRoute({
  method: "get",
  path: "/{id}/diff",
  "x-scope": "read",
  tags,
  summary: "How two versions differ: nodes, ways and settings",
  request: { params, query: DiffQuery },
  responses: { 200: json("What differs.", GraphDiff), ...problems(400, 401, 404) },
});

export function versionRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(draft, (c) => c.json(updateWorkflow(ctx, c.req.valid("param").id, { draft: c.req.valid("json") }), 200))
    .openapi(issue, (c) => c.json(publish(ctx, c.req.valid("param").id, c.req.valid("json").note), 201))
    .openapi(versions, (c) => c.json(listVersions(orm, c.req.valid("param").id, c.req.valid("query")), 200))
    .openapi(version, (c) => {
      const { id, version } = c.req.valid("param");
      return c.json(getVersion(orm, id, version), 200);
    })
    .openapi(back, (c) => {
      const { id, version } = c.req.valid("param");
      return c.json(restore(ctx, id, version), 200);
    })
    .openapi(compare, (c) => c.json(diffVersions(orm, c.req.valid("param").id, c.req.valid("query")), 200));
}
