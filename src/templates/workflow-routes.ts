import { createRoute, z } from "@hono/zod-openapi";
import { Chain } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, problems, router } from "~/http/router.ts";
import { Name } from "~/kit/name.ts";
import { Graph, Workflow } from "~/workflows/index.ts";
import { useWorkflow, wireWorkflow } from "./use-workflow.ts";
import { shippedWorkflows } from "./workflows/index.ts";

const params = z.object({ id: z.string().max(100).openapi({ example: "pr-second-opinion" }) });
const tags = ["templates"];

export const WorkflowTemplate = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    graph: Graph,
    example: z.unknown().openapi({ description: "What a run of it may be given." }),
  })
  .openapi("WorkflowTemplate");

export const WorkflowUse = z
  .strictObject({
    name: Name.optional(),
    chain: Chain.optional().openapi({ description: "Of its agents that name none. Unset: the default chain." }),
  })
  .openapi("WorkflowUse");
export type WorkflowUse = z.infer<typeof WorkflowUse>;

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "The workflows that are shipped to begin with",
  responses: { 200: json("All of them.", z.object({ templates: z.array(WorkflowTemplate) })), ...problems(401) },
});

const use = createRoute({
  method: "post",
  path: "/{id}/use",
  "x-scope": "admin",
  tags,
  summary: "Create a workflow from one, with it as the first version",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(WorkflowUse) },
  responses: { 201: json("The workflow.", Workflow), ...problems(400, 401, 404, 413, 415) },
});

export function workflowTemplateRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json({ templates: shippedWorkflows.map(wireWorkflow) }, 200))
    .openapi(use, (c) => c.json(useWorkflow(ctx, c.req.valid("param").id, c.req.valid("json")), 201));
}
