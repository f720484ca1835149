import { z } from "@hono/zod-openapi";
import { orNull } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Name } from "~/kit/name.ts";
import { Graph } from "./graph.ts";
import { RunStatus } from "./status.ts";
import { OVERLAPS } from "./tables.ts";

const instant = z.iso.datetime();
const anything = z.unknown().openapi({ description: "Any JSON." });

const fields = {
  name: Name,
  description: z.string().max(2_000).default(""),
  enabled: z.boolean().default(true),
  max_runs: z.number().int().min(1).max(1_000).nullable().default(null).openapi({ description: "Runs at once." }),
  overlap: z.enum(OVERLAPS).default("queue").openapi({ description: "What becomes of a run beyond `max_runs`." }),
};

export const WorkflowInput = z
  .strictObject({ ...fields, graph: Graph.optional().openapi({ description: "The first draft." }) })
  .openapi("WorkflowInput");
export type WorkflowInput = z.infer<typeof WorkflowInput>;

export const WorkflowPatch = z
  .strictObject({
    name: Name,
    description: z.string().max(2_000),
    enabled: z.boolean(),
    max_runs: z.number().int().min(1).max(1_000).nullable(),
    overlap: z.enum(OVERLAPS),
  })
  .partial()
  .openapi("WorkflowPatch");
export type WorkflowPatch = z.infer<typeof WorkflowPatch>;

export const Workflow = z
  .object({
    id: idParam("workflow"),
    name: z.string(),
    description: z.string(),
    enabled: z.boolean(),
    max_runs: z.number().int().nullable(),
    overlap: z.enum(OVERLAPS),
    draft: orNull(Graph).openapi({ description: "What is not published yet." }),
    version: z.number().int().openapi({ description: "The newest that is published; 0 before the first." }),
    created_at: instant,
    updated_at: instant,
  })
  .openapi("Workflow");
export type Workflow = z.infer<typeof Workflow>;

export const VersionSummary = z
  .object({
    workflow_id: idParam("workflow"),
    version: z.number().int(),
    note: z.string().nullable(),
    created_at: instant,
  })
  .openapi("WorkflowVersionSummary");

export const Version = VersionSummary.extend({ graph: Graph }).openapi("WorkflowVersion");

export const Checked = z
  .object({
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
    warnings: z.array(z.string()),
  })
  .openapi("CheckedGraph");

export const RunInput = z
  .strictObject({ input: anything.optional() })
  .openapi("RunInputOfWorkflow", { description: "Any JSON, as the graph's `input_schema` has it." });

export const RunSummary = z
  .object({
    id: idParam("run"),
    workflow_id: idParam("workflow"),
    version: z.number().int(),
    status: RunStatus,
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    request_id: z.string(),
    parent_run_id: idParam("run").nullable().openapi({ description: "The run whose node waits for it." }),
    rerun_of: idParam("run").nullable(),
    deadline_at: instant.nullable(),
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
  })
  .openapi("RunSummary");

export const RunNode = z
  .object({
    node_id: z.string(),
    item: z.number().int().openapi({ description: "Which item of a map; -1 is the node itself." }),
    kind: z.string(),
    status: RunStatus,
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    port: z.string().nullable(),
    attempt: z.number().int(),
    execution_id: idParam("execution").nullable(),
    child_run_id: idParam("run").nullable(),
    due_at: instant.nullable(),
    given: anything.openapi({ description: "The item, of one." }),
    text: z.string().nullable(),
    data: anything,
    cost_usd: z.number().nullable(),
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
  })
  .openapi("RunNode");

export const Run = RunSummary.extend({
  input: anything,
  output: anything,
  nodes: z.array(RunNode),
  graph: Graph,
}).openapi("WorkflowRun");

export const Decision = z
  .strictObject({ approve: z.boolean(), comment: z.string().max(2_000).nullable().default(null) })
  .openapi("Decision");
export type Decision = z.infer<typeof Decision>;

export const DecisionLink = z.object({ url: z.string(), expires_at: instant }).openapi("DecisionLink");
