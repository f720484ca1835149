import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Analytics, analyse, Window } from "./analytics.ts";
import { checkGraph } from "./check.ts";
import { Checked, RunInput, Workflow, WorkflowInput, WorkflowPatch } from "./model.ts";
import { createWorkflow, deleteWorkflow, updateWorkflow } from "./save.ts";
import { startRun } from "./start.ts";
import { getWorkflow, listWorkflows } from "./store.ts";
import { NodeTrial, TriedNode, tryNode } from "./try-node.ts";

const tags = ["workflows"];
const params = z.object({ id: idParam("workflow") });

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

const analytics = createRoute({
  method: "get",
  path: "/{id}/analytics",
  "x-scope": "read",
  tags,
  summary: "How its runs and their nodes fared: counts, durations, failures, cost",
  request: { params, query: Window },
  responses: { 200: json("Figures.", Analytics), ...problems(400, 401, 404) },
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
    .openapi(analytics, (c) => c.json(analyse(ctx, c.req.valid("param").id, c.req.valid("query")), 200))
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
