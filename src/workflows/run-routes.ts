import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { ownOrigin } from "~/http/origin.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { NodeId } from "./kinds/kind.ts";
import { Decision, DecisionLink, Run, RunSummary } from "./model.ts";
import { rerun } from "./rerun.ts";
import { cancelRun, decide, listRuns, makeDecisionLink, runFeed, showRun } from "./runs.ts";
import { RunStatus } from "./status.ts";
import { getRun } from "./store.ts";

const tags = ["runs"];
const params = z.object({ id: idParam("run") });

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List runs of workflows, newest first",
  request: {
    query: z.strictObject({
      ...pageOf("run"),
      workflow_id: idParam("workflow").optional(),
      status: RunStatus.optional(),
    }),
  },
  responses: {
    200: json("A page.", z.object({ runs: z.array(RunSummary), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One run with its nodes",
  request: { params },
  responses: { 200: json("The run.", Run), ...problems(400, 401, 404) },
});

const cancel = createRoute({
  method: "post",
  path: "/{id}/cancel",
  "x-scope": "run",
  tags,
  summary: "End a run, and all that it runs",
  request: { params },
  responses: {
    202: json("It has ended; its processes end.", z.object({ run_id: idParam("run") })),
    ...problems(400, 401, 404, 409),
  },
});

const again = createRoute({
  method: "post",
  path: "/{id}/rerun",
  "x-scope": "run",
  tags,
  summary: "Run it once more, and keep what has succeeded",
  middleware: absentIsEmpty,
  request: {
    params,
    body: optionalBody(
      z.strictObject({
        from: NodeId.optional().openapi({
          description: "Do this node again, and what follows from it. Unset: what failed.",
        }),
      }),
    ),
  },
  responses: {
    202: json("It is written down.", z.object({ run_id: idParam("run") })),
    ...problems(400, 401, 404, 409, 413, 415, 503),
  },
});

const answer = createRoute({
  method: "post",
  path: "/{id}/nodes/{node_id}/decision",
  "x-scope": "run",
  tags,
  summary: "Approve or reject what a run asks, once",
  request: { params: params.extend({ node_id: NodeId }), body: jsonBody(Decision) },
  responses: { 200: json("The run.", Run), ...problems(400, 401, 404, 409, 413, 415) },
});

const link = createRoute({
  method: "post",
  path: "/{id}/nodes/{node_id}/link",
  "x-scope": "run",
  tags,
  summary: "Make a link by which somebody without a key decides what a run asks",
  request: { params: params.extend({ node_id: NodeId }) },
  responses: { 201: json("The link.", DecisionLink), ...problems(400, 401, 404, 409) },
});

const stream = createRoute({
  method: "get",
  path: "/{id}/stream",
  "x-scope": "read",
  tags,
  summary: "What becomes of a run and of its nodes, as it happens",
  description:
    "`node { seq, node_id, item, status, … }` and `run { … }` with their numbers, `status` and `complete` with the run.",
  request: {
    params,
    query: z.strictObject({ after: z.coerce.number().int().min(0).default(0), token: z.string().optional() }),
  },
  responses: {
    200: {
      description: "A stream.",
      content: { "text/event-stream": { schema: z.string() }, "text/plain": { schema: z.string() } },
    },
    204: { description: "It is complete, as the sender of `Last-Event-ID` knows." },
    ...problems(400, 401, 404, 503),
  },
});

export function runRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listRuns(orm, c.req.valid("query")), 200))
    .openapi(show, (c) => c.json(showRun(ctx.db, c.req.valid("param").id), 200))
    .openapi(cancel, (c) => {
      const { id } = c.req.valid("param");
      cancelRun(ctx, id);
      return c.json({ run_id: id }, 202);
    })
    .openapi(again, (c) => {
      const { request_id } = c.get("scope");
      return c.json(rerun(ctx, c.req.valid("param").id, request_id, c.req.valid("json").from), 202);
    })
    .openapi(answer, (c) => {
      const { id, node_id } = c.req.valid("param");
      decide(ctx, id, node_id, c.req.valid("json"));
      return c.json(showRun(ctx.db, id), 200);
    })
    .openapi(link, (c) => {
      const { id, node_id } = c.req.valid("param");
      return c.json(makeDecisionLink(ctx, id, node_id, ownOrigin(c, ctx.config)), 201);
    })
    .openapi(stream, (c) => {
      const { id } = c.req.valid("param");
      getRun(orm, id);
      return ctx.streams.serve(c, `run ${id}`, runFeed(ctx, id), c.req.valid("query"));
    });
}
