import { invalidInput } from "~/http/router.ts";
import { parsePath } from "~/triggers/index.ts";
import { ancestry } from "./ancestry.ts";
import { type Edge, Graph } from "./graph.ts";
import { kindOf, type Node } from "./kinds/index.ts";

export interface Mistake {
  /** Where in the graph: `nodes.3.prompt`. */
  path: string;
  message: string;
}

/** All there is to say of what may be no graph yet, for whoever is still writing it. */
export function checkGraph(given: unknown): { errors: Mistake[]; warnings: string[] } {
  const read = Graph.safeParse(given);
  if (!read.success) return { errors: invalidInput(read.error.issues, "json", given).errors ?? [], warnings: [] };
  return { errors: mistakesIn(read.data), warnings: warningsOf(read.data) };
}

/** What of a graph cannot be run, with the field and the remedy. */
export function mistakesIn(graph: Graph): Mistake[] {
  const shape = [...duplicates(graph), ...badEdges(graph)];
  return shape.length > 0 ? shape : [...cycles(graph), ...badReferences(graph)];
}

/** What can be run and is easily meant otherwise. */
function warningsOf({ nodes, edges }: Graph): string[] {
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const alone = nodes.length > 1 ? nodes.filter(({ id }) => !joined.has(id)) : [];
  return alone.map(({ id }) => `${id} is joined to nothing: it begins with the run, and nothing waits for it.`);
}

function duplicates({ nodes }: Graph): Mistake[] {
  const first = new Map<string, number>();
  return nodes.flatMap(({ id }, i) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, i);
    return before === undefined ? [] : { path: `nodes.${i}.id`, message: `is the id of nodes.${before} already` };
  });
}

const WHENS = ["success", "failure", "always"];

function badEdges({ nodes, edges }: Graph): Mistake[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  return edges.flatMap((edge, i) => {
    const at = `edges.${i}`;
    const unknown = (["from", "to"] as const).filter((end) => !known.has(edge[end]));
    if (unknown.length > 0)
      return unknown.map((end) => ({ path: `${at}.${end}`, message: `there is no node ${edge[end]}` }));
    const key = `${edge.from} ${edge.to} ${edge.when}`;
    if (seen.has(key)) return { path: at, message: `the same way from ${edge.from} to ${edge.to} is there already` };
    seen.add(key);
    return badWhen(edge, known.get(edge.from), at);
  });
}

function badWhen({ from, when }: Edge, node: Node | undefined, at: string): Mistake[] {
  const possible = [...WHENS, ...((node && kindOf(node).ports) ?? [])];
  if (possible.includes(when)) return [];
  return [{ path: `${at}.when`, message: `${from} has no way ${when}: take one of ${possible.join(", ")}` }];
}

/** The first cycle, by the names of its nodes. */
function cycles({ nodes, edges }: Graph): Mistake[] {
  const out = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  for (const { id } of nodes) {
    const found = cycleFrom(id, out, done);
    if (found) return [{ path: "edges", message: `form a cycle: ${found.join(" → ")}` }];
  }
  return [];
}

/** Goes down without recursion: a thousand nodes may stand in one line. */
function cycleFrom(start: string, out: Map<string, Edge[]>, done: Set<string>): string[] | undefined {
  const trail: { id: string; ways: Edge[] }[] = [];
  const onTrail = new Set<string>();
  const enter = (id: string) => {
    onTrail.add(id);
    trail.push({ id, ways: [...(out.get(id) ?? [])] });
  };
  if (!done.has(start)) enter(start);
  for (let here = trail.at(-1); here; here = trail.at(-1)) {
    const to = here.ways.pop()?.to;
    if (to === undefined) {
      done.add(here.id);
      onTrail.delete(here.id);
      trail.pop();
      continue;
    }
    if (onTrail.has(to)) return [...trail.map(({ id }) => id).slice(trail.findIndex(({ id }) => id === to)), to];
    if (!done.has(to)) enter(to);
  }
  return undefined;
}

/** A node may ask for what was given to the run, and for what nodes before it have left. */
function badReferences(graph: Graph): Mistake[] {
  const asking = graph.nodes.map((node) => ({ node, paths: asksOf(node) }));
  if (asking.every(({ paths }) => paths.length === 0)) return [];
  const precedes = ancestry(graph);
  return asking.flatMap(({ node, paths }, i) =>
    paths.flatMap(({ path, within }) => {
      const message = refusal(path, within, (id) => precedes(id, node.id));
      return message ? { path: `nodes.${i}`, message: `${path}: ${message}` } : [];
    }),
  );
}

function asksOf(node: Node): { path: string; within: boolean }[] {
  const own = kindOf(node)
    .asks(node)
    .map((path) => ({ path, within: false }));
  if (node.kind !== "map") return own;
  const each = kindOf(node.each).asks(node.each);
  return [...own, ...each.map((path) => ({ path, within: true }))];
}

function refusal(path: string, within: boolean, isBefore: (id: string) => boolean): string | undefined {
  const [root, id] = parsePath(path) ?? [];
  if (root === "input" || root === "trigger") return undefined;
  if (root === "item" || root === "index") return within ? undefined : "is there within a map alone";
  if (root !== "nodes" || typeof id !== "string") return "must begin with input, trigger or nodes.<id>";
  return isBefore(id) ? undefined : `no way leads from ${id} to here, so it may not have ended yet`;
}
