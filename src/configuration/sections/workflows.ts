import { z } from "@hono/zod-openapi";
import {
  createWorkflow,
  deleteWorkflow,
  getVersion,
  listWorkflows,
  publish,
  updateWorkflow,
  WorkflowInput,
} from "~/workflows/index.ts";
import { callsOf, graphOf, NamedGraph, nameGraph, shortGraph } from "../graph.ts";
import { located } from "../path.ts";
import { ALL, section } from "../section.ts";

const { graph: _graph, ...fields } = WorkflowInput.shape;
const item = z.strictObject({
  ...fields,
  graph: NamedGraph.nullable().default(null).openapi({ description: "What runs: another one is published." }),
  draft: NamedGraph.nullable().default(null).openapi({ description: "What is not published yet." }),
});

const NOTE = "From a document";

export const workflows = section({
  item,
  kind: "workflow",
  nameOf: ({ name }) => name,
  read: ({ db: { orm } }, names) =>
    listWorkflows(orm, ALL).workflows.map(({ id, version, draft, name, description, enabled, max_runs, overlap }) => {
      const graph = version > 0 ? nameGraph(getVersion(orm, id, version).graph, names) : null;
      const said = { name, description, enabled, max_runs, overlap };
      return { id, item: { ...said, graph, draft: draft && nameGraph(draft, names) } };
    }),
  leave: (given, { graph, draft }) => ({ ...given, graph: given.graph ?? graph, draft: given.draft ?? draft }),
  after: ({ graph, draft }) => [graph, draft].flatMap((one) => (one ? callsOf(one) : [])),
  shorten: ({ graph, draft, ...rest }) => ({
    ...{ ...rest, graph: graph && shortGraph(graph), draft: draft && shortGraph(draft) },
  }),
  create(ctx, { item: { graph, draft, ...input }, names }) {
    const first = graph ?? draft;
    const at = graph ? "graph" : "draft";
    const { id } = createWorkflow(ctx, { ...input, ...(first && { graph: graphOf(first, names, at) }) });
    if (graph) located("graph", {}, () => publish(ctx, id, NOTE));
    if (graph && draft) updateWorkflow(ctx, id, { draft: graphOf(draft, names, "draft") });
    return undefined;
  },
  update(ctx, { id, item, changed: { graph, draft, ...changed }, names }) {
    if (Object.keys(changed).length > 0) updateWorkflow(ctx, id, changed);
    if (graph) {
      updateWorkflow(ctx, id, { draft: graphOf(graph, names, "graph") });
      located("graph", {}, () => publish(ctx, id, NOTE));
    }
    if ((graph || draft) && item.draft) updateWorkflow(ctx, id, { draft: graphOf(item.draft, names, "draft") });
    return undefined;
  },
  remove: (ctx, id) => void deleteWorkflow(ctx, id),
});
