import { Graph, layout } from "@dagrejs/dagre";

export const WIDTH = 232;
export const HEIGHT = 76;
export const GAP = { nodesep: 40, ranksep: 64 };

interface Shape {
  nodes: readonly { id: string; at?: { x: number; y: number } }[];
  edges: readonly { from: string; to: string }[];
}

/** Where each node stands: where it was put, or in ranks from the top down when none was put anywhere. */
export function placesOf({ nodes, edges }: Shape): Map<string, { x: number; y: number }> {
  const laid = ranked(nodes, edges);
  const origin = { x: 0, y: 0 };
  return new Map(nodes.map(({ id, at }) => [id, at ?? laid(id) ?? origin]));
}

function ranked(nodes: Shape["nodes"], edges: Shape["edges"]) {
  if (nodes.every(({ at }) => at !== undefined)) return () => undefined;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", ...GAP });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { width: WIDTH, height: HEIGHT });
  for (const [i, { from, to }] of edges.entries())
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, {}, String(i));
  layout(graph);
  // Dagre tells the middle of a node.
  return (id: string) => {
    const { x = 0, y = 0 } = graph.node(id);
    return { x: x - WIDTH / 2, y: y - HEIGHT / 2 };
  };
}
