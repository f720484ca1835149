import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { jsonSchema } from "~/http/json-schema.ts";
import { json, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Graph } from "./graph.ts";
import { kinds } from "./kinds/index.ts";
import type { NodeKind } from "./kinds/kind.ts";
import { newestRunsOf } from "./runs.ts";
import { RunStatus } from "./status.ts";
import { listWorkflows } from "./store.ts";

const MOST_RUNS = 20;
const tags = ["workflows"];
const schema = z.record(z.string(), z.unknown());

const Form = z
  .object({
    schema: schema.openapi({ description: "The JSON Schema of `WorkflowGraph`; a node's is one of its `$defs`." }),
    kinds: z.array(
      z.object({
        kind: z.string(),
        title: z.string(),
        ports: z.array(z.string()).openapi({ description: "Its ways on, beside `success`, `failure` and `always`." }),
      }),
    ),
  })
  .openapi("WorkflowForm");

const form = createRoute({
  method: "get",
  path: "/form",
  "x-scope": "read",
  tags,
  summary: "What a form for a workflow is made of",
  responses: { 200: json("Its schemas.", Form), ...problems(401) },
});

const Recent = z.object({
  id: idParam("run"),
  workflow_id: idParam("workflow"),
  status: RunStatus,
  created_at: z.iso.datetime(),
});

const recent = createRoute({
  method: "get",
  path: "/recent",
  "x-scope": "read",
  tags,
  summary: `The newest ${MOST_RUNS} runs of each workflow of a page, newest first`,
  request: { query: z.strictObject(pageOf("workflow")) },
  responses: { 200: json("Of all of them.", z.object({ runs: z.array(Recent) })), ...problems(400, 401) },
});

/** What a page shows of workflows besides themselves. Before the workflows' own routes, whose ids these are not. */
export function workflowFormRoutes({ db: { orm } }: Context) {
  let described: z.infer<typeof Form> | undefined;
  return router()
    .openapi(form, (c) => {
      described ??= describeForm();
      return c.json(described, 200);
    })
    .openapi(recent, (c) => {
      const { workflows } = listWorkflows(orm, c.req.valid("query"));
      return c.json({ runs: workflows.flatMap(({ id }) => newestRunsOf(orm, id, MOST_RUNS)) }, 200);
    });
}

function describeForm(): z.infer<typeof Form> {
  const all: [string, NodeKind][] = Object.entries(kinds).map(([kind, of]) => [kind, of as NodeKind]);
  return {
    schema: jsonSchema("Graph", Graph),
    kinds: all.map(([kind, { title, ports = [] }]) => ({ kind, title, ports: [...ports] })),
  };
}
