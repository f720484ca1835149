import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Analytics, analyse, Window } from "./analytics.ts";
import { checkGraph } from "./check.ts";
import { DiffQuery, diffVersions, GraphDiff } from "./diff.ts";
import { Graph } from "./graph.ts";
import { Checked, RunInput, Version, VersionSummary, Workflow, WorkflowInput, WorkflowPatch } from "./model.ts";
import { createWorkflow, deleteWorkflow, publish, restore, updateWorkflow } from "./save.ts";
import { startRun } from "./start.ts";
import { getVersion, getWorkflow, listVersions, listWorkflows } from "./store.ts";
import { NodeTrial, TriedNode, tryNode } from "./try-node.ts";

const tags = ["workflows"];
const params = z.object({ id: idParam("workflow") });
const versionParams = params.extend({ version: z.coerce.number().int().min(1) });

/** What is no graph yet is told of as well. */
const Anything = z.unknown().openapi({ anyOf: [{ $ref: "#/components/schemas/WorkflowGraph" }, {}] });

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List workflows, newest first",
  request: { query: z.strictObject(pageOf("workflow")) },
  responses: {
    200: json("A page.", z.object({ workflows: z.array(Workflow), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Create a workflow, with its first draft or without",
  request: { body: jsonBody(WorkflowInput) },
  responses: { 201: json("The workflow.", Workflow), ...problems(400, 401, 413, 415) },
});

const check = createRoute({
  method: "post",
  path: "/check",
  "x-scope": "read",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "What of a graph could not be run; nothing is saved",
  request: {
    body: jsonBody(Anything),
  },
  responses: { 200: json("What is wrong with it.", Checked), ...problems(400, 401, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One workflow",
  request: { params },
  responses: { 200: json("The workflow.", Workflow), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change what a workflow is called and how many of its runs go on at once",
  request: { params, body: jsonBody(WorkflowPatch) },
  responses: { 200: json("The workflow.", Workflow), ...problems(400, 401, 404, 413, 415) },
});

const trial = createRoute({
  method: "post",
  path: "/try-node",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Do what one node would, with values that are made up; nothing is saved",
  request: { body: jsonBody(NodeTrial) },
  responses: { 200: json("What came of it.", TriedNode), ...problems(400, 401, 413, 415, 503) },
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

const analytics = createRoute({
  method: "get",
  path: "/{id}/analytics",
  "x-scope": "read",
  tags,
  summary: "How its runs and their nodes fared: counts, durations, failures, cost",
  request: { params, query: Window },
  responses: { 200: json("Figures.", Analytics), ...problems(400, 401, 404) },
});

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

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a workflow and its versions; its runs stay",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404, 409) },
});

const run = createRoute({
  method: "post",
  path: "/{id}/runs",
  "x-scope": "run",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Start a run of the newest version",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(RunInput) },
  responses: {
    202: json("It is written down.", z.object({ run_id: idParam("run") })),
    ...problems(400, 401, 404, 409, 413, 415, 503),
  },
});

export function workflowRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listWorkflows(orm, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(createWorkflow(ctx, c.req.valid("json")), 201))
    .openapi(check, (c) => c.json(checkGraph(c.req.valid("json")), 200))
    .openapi(show, (c) => c.json(getWorkflow(orm, c.req.valid("param").id), 200))
    .openapi(update, (c) => c.json(updateWorkflow(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(trial, (c) => c.json(tryNode(ctx, c.get("scope").request_id, c.req.valid("json")), 200))
    .openapi(compare, (c) => c.json(diffVersions(orm, c.req.valid("param").id, c.req.valid("query")), 200))
    .openapi(analytics, (c) => c.json(analyse(ctx, c.req.valid("param").id, c.req.valid("query")), 200))
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
    .openapi(remove, (c) => {
      deleteWorkflow(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(run, (c) => {
      const { request_id } = c.get("scope");
      const { input = null } = c.req.valid("json");
      return c.json(startRun(ctx, c.req.valid("param").id, { input, request_id }), 202);
    });
}
