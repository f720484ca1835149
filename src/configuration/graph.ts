import { isDeepStrictEqual } from "node:util";
import { z } from "@hono/zod-openapi";
import type { Chain } from "~/accounts/index.ts";
import { Graph, nodeConfigs } from "~/workflows/index.ts";
import { NamedChain, named, withIds } from "./chain.ts";
import type { Kind, Names } from "./names.ts";

type Node = Record<string, unknown>;

/** The fields of nodes that name something, and as what. */
const REFERENCES: Record<string, Kind> = { project_id: "project", workflow_id: "workflow", channel_id: "channel" };
const isChain = (field: string, value: unknown): value is Chain => field === "chain" && value !== null;
const isNode = (field: string): boolean => field === "each";

/** The schema of a node with names in place of ids. */
function withNames({ shape }: z.ZodObject): z.ZodObject {
  const fields = Object.entries(shape as Record<string, z.ZodType>).map(([field, schema]) => {
    const kind = REFERENCES[field];
    const said = z.string().openapi({ description: `The name of a ${kind}.` });
    if (kind) return [kind, schema.safeParse(null).success ? said.nullable().default(null) : said];
    if (field === "chain") return [field, NamedChain.nullable().default(null)];
    return [field, schema instanceof z.ZodDiscriminatedUnion ? oneOf(schema.options as z.ZodObject[]) : schema];
  });
  return z.strictObject(Object.fromEntries(fields));
}

const oneOf = (configs: readonly z.ZodObject[]) =>
  z.discriminatedUnion("kind", configs.map(withNames) as [z.ZodObject, ...z.ZodObject[]]);

const NODES = nodeConfigs.map(withNames);

export const NamedGraph = z.strictObject({ ...Graph.shape, nodes: z.array(oneOf(nodeConfigs)).min(1).max(1_000) });
export type NamedGraph = z.infer<typeof NamedGraph>;

export function nameGraph(graph: Graph, names: Names): NamedGraph {
  const nameNode = (node: Node): Node =>
    mapped(node, (field, value) => {
      const kind = REFERENCES[field];
      if (kind) return [kind, typeof value === "string" ? names.nameOf(kind, value) : null];
      if (isChain(field, value)) return [field, named(value, names)];
      return [field, isNode(field) ? nameNode(value as Node) : value];
    });
  return NamedGraph.parse({ ...graph, nodes: graph.nodes.map(nameNode) });
}

/** Throws a Fault that names the field, from `at` on, of a name that nothing has. */
export function graphOf(graph: NamedGraph, names: Names, at: string): Graph {
  const fields = new Map(Object.entries(REFERENCES).map(([field, kind]) => [kind as string, { field, kind }]));
  const idNode = (node: Node, place: string): Node =>
    mapped(node, (field, value) => {
      const found = fields.get(field);
      const here = `${place}.${field}`;
      if (found) return [found.field, typeof value === "string" ? names.idOf(found.kind, value, here) : null];
      if (isChain(field, value)) return [field, withIds(value, names, `${here}.`)];
      return [field, isNode(field) ? idNode(value as Node, here) : value];
    });
  return Graph.parse({ ...graph, nodes: graph.nodes.map((node, i) => idNode(node, `${at}.nodes.${i}`)) });
}

/** The workflows that a graph calls, by name. */
export function callsOf({ nodes }: NamedGraph): string[] {
  const steps = nodes.map((node) => (node.each as Node | undefined) ?? node);
  return steps.flatMap(({ workflow }) => (typeof workflow === "string" ? workflow : []));
}

/** Without what a default says. */
export function shortGraph(graph: NamedGraph): Node {
  const nodes = graph.nodes.map((node) => {
    const config = NODES.find(({ shape }) => shape.kind.safeParse(node.kind).success);
    return config ? shortened(node, config.shape) : node;
  });
  const edges = graph.edges.map((edge) => (edge.when === "success" ? { from: edge.from, to: edge.to } : edge));
  return { ...shortened({ ...graph, edges }, NamedGraph.shape), nodes };
}

function shortened(of: Node, shape: Record<string, z.ZodType>): Node {
  const said = Object.entries(of).filter(([field, value]) => {
    const standard = shape[field]?.safeParse(undefined);
    return !(standard?.success && isDeepStrictEqual(standard.data, value));
  });
  return Object.fromEntries(said);
}

function mapped(node: Node, rename: (field: string, value: unknown) => [string, unknown]): Node {
  return Object.fromEntries(Object.entries(node).map(([field, value]) => rename(field, value)));
}
