import { isDeepStrictEqual } from "node:util";
import { z } from "@hono/zod-openapi";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { Edge, type Graph } from "./graph.ts";
import { NodeId } from "./kinds/kind.ts";
import { getVersion, getWorkflow } from "./store.ts";

const Field = z.object({
  field: z.string(),
  before: z.unknown().openapi({ description: "Left out where there was nothing." }),
  after: z.unknown(),
});

/** A number, or what is not published yet. */
const Side = z.union([z.literal("draft"), z.coerce.number().int().min(1)]);

export const DiffQuery = z.strictObject({
  from: Side.optional().openapi({ description: "Unset: the version before `to`." }),
  to: Side.optional().openapi({ description: "Unset: the draft, or where there is none the newest version." }),
});

export const GraphDiff = z
  .object({
    from: Side,
    to: Side,
    nodes: z.object({
      added: z.array(NodeId),
      removed: z.array(NodeId),
      changed: z.array(z.object({ id: NodeId, fields: z.array(Field) })),
    }),
    edges: z.object({ added: z.array(Edge), removed: z.array(Edge) }),
    settings: z.array(Field).openapi({ description: "What the graph says besides." }),
  })
  .openapi("WorkflowDiff");
export type GraphDiff = z.infer<typeof GraphDiff>;

/** How one version differs from another. Throws a Fault `not_found` for one that is not there. */
export function diffVersions(queries: Queries, id: string, asked: z.infer<typeof DiffQuery>): GraphDiff {
  const { draft, version } = getWorkflow(queries, id);
  const to = asked.to ?? (draft ? "draft" : version);
  const from = asked.from ?? (to === "draft" ? version : to - 1);
  const graphAt = (side: z.infer<typeof Side>): Graph => {
    if (side !== "draft") return getVersion(queries, id, side).graph;
    if (!draft) throw new Fault("not_found", `There is no draft of ${id}.`);
    return draft;
  };
  return { from, to, ...diffGraphs(graphAt(from), graphAt(to)) };
}

function diffGraphs(before: Graph, after: Graph): Omit<GraphDiff, "from" | "to"> {
  const [old, now] = [before, after].map(({ nodes }) => new Map(nodes.map((node) => [node.id, node])));
  const stayed = after.nodes.flatMap((node) => {
    const was = old?.get(node.id);
    const fields = was ? differences(was, node) : [];
    return fields.length > 0 ? { id: node.id, fields } : [];
  });
  const { nodes: _nodes, edges: _edges, ...settings } = after;
  const { nodes: _old, edges: _ways, ...once } = before;
  return {
    nodes: {
      added: after.nodes.flatMap(({ id }) => (old?.has(id) ? [] : id)),
      removed: before.nodes.flatMap(({ id }) => (now?.has(id) ? [] : id)),
      changed: stayed,
    },
    edges: { added: without(after.edges, before.edges), removed: without(before.edges, after.edges) },
    settings: differences(once, settings),
  };
}

function without(edges: readonly Edge[], others: readonly Edge[]): Edge[] {
  const keyOf = ({ from, to, when }: Edge) => `${from} ${to} ${when}`;
  const known = new Set(others.map(keyOf));
  return edges.filter((edge) => !known.has(keyOf(edge)));
}

function differences(before: object, after: object): z.infer<typeof Field>[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  return fields.flatMap((field) => {
    const sides = { before: was.get(field), after: is.get(field) };
    return isDeepStrictEqual(sides.before, sides.after) ? [] : { field, ...sides };
  });
}
