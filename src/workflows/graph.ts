import { z } from "@hono/zod-openapi";
import { JsonSchema } from "./json-schema.ts";
import { Node } from "./kinds/index.ts";
import { NodeId } from "./kinds/kind.ts";

/** On what an edge leads on: how its node ended, or which way a node of several ways went. */
export const Edge = z
  .strictObject({
    from: NodeId,
    to: NodeId,
    when: z
      .string()
      .max(50)
      .default("success")
      .openapi({ description: "`success`, `failure`, `always`, or a port of the node it comes from." }),
  })
  .openapi("WorkflowEdge");
export type Edge = z.infer<typeof Edge>;

export const Graph = z
  .strictObject({
    nodes: z.array(Node).min(1).max(1_000),
    edges: z.array(Edge).max(10_000).default([]),
    max_parallel: z.number().int().min(1).max(100).default(10).openapi({ description: "Nodes that run at once." }),
    timeout_secs: z
      .number()
      .int()
      .min(1)
      .max(30 * 86_400)
      .nullable()
      .default(null)
      .openapi({ description: "Of a whole run. What it waits for a person is not counted." }),
    budget_usd: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .openapi({ description: "Once its nodes have cost so much, none that costs is begun any more." }),
    input_schema: z
      .union([JsonSchema, z.null()])
      .default(null)
      .openapi({ description: "A JSON Schema that the input of a run must satisfy; forms are made from it." }),
  })
  .openapi("WorkflowGraph");
export type Graph = z.infer<typeof Graph>;
