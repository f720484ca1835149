import type { Chain } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { createWorkflow, Graph, getWorkflow, publish, WorkflowInput } from "~/workflows/index.ts";
import type { WorkflowUse } from "./workflow-routes.ts";
import { shippedWorkflows } from "./workflows/index.ts";
import type { WorkflowData } from "./workflows/kind.ts";

export function wireWorkflow({ graph, ...shipped }: WorkflowData) {
  return { ...shipped, graph: Graph.parse(graph) };
}

/** Makes a workflow from a shipped one; nothing starts it by itself. Throws a Fault `not_found`. */
export function useWorkflow(ctx: Context, id: string, { name, chain }: WorkflowUse) {
  const shipped = shippedWorkflows.find((one) => one.id === id);
  if (!shipped) {
    const known = shippedWorkflows.map((one) => one.id).join(", ");
    throw new Fault("not_found", `There is no workflow ${id.slice(0, 100)}: take one of ${known}.`);
  }
  const graph = Graph.parse(shipped.graph);
  const input = { name: name ?? shipped.name, description: shipped.description };
  const made = createWorkflow(ctx, WorkflowInput.parse({ ...input, graph: chain ? withChain(graph, chain) : graph }));
  publish(ctx, made.id, `From the template ${id}`);
  return getWorkflow(ctx.db.orm, made.id);
}

function withChain(graph: Graph, chain: Chain): Graph {
  const given = <N extends Graph["nodes"][number]>(node: N): N =>
    node.kind === "agent" ? { ...node, chain: node.chain ?? chain } : node;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.kind === "map" ? { ...node, each: given(node.each) } : given(node))),
  };
}
