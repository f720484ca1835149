export interface At {
  x: number;
  y: number;
}

/** A node as it is written: the fields of its kind, right or wrong. */
export interface DraftNode {
  id: string;
  kind: string;
  name?: string | null;
  at?: At;
  [field: string]: unknown;
}

export interface DraftEdge {
  from: string;
  to: string;
  when: string;
}

export interface Draft {
  nodes: DraftNode[];
  edges: DraftEdge[];
  [field: string]: unknown;
}

/** What a workflow begins with that has no graph. */
export const EMPTY: Draft = { nodes: [], edges: [] };

/** An id for a new node that no other has: `agent`, `agent_2`. */
export function freeId({ nodes }: Draft, kind: string): string {
  const taken = new Set(nodes.map(({ id }) => id));
  if (!taken.has(kind)) return kind;
  for (let n = 2; ; n++) if (!taken.has(`${kind}_${n}`)) return `${kind}_${n}`;
}

export function addNode(draft: Draft, node: DraftNode): Draft {
  return { ...draft, nodes: [...draft.nodes, node] };
}

/** Puts a node in the place of the one that is called `id`. What names it goes on naming it. */
export function changeNode(draft: Draft, id: string, node: DraftNode): Draft {
  const nodes = draft.nodes.map((one) => (one.id === id ? node : one));
  if (node.id === id) return { ...draft, nodes };
  const renamed = (end: string) => (end === id ? node.id : end);
  const edges = draft.edges.map(({ from, to, when }) => ({ from: renamed(from), to: renamed(to), when }));
  const mention = new RegExp(`\\bnodes\\.${id}(?![a-z0-9_])`, "g");
  return { ...draft, edges, nodes: nodes.map((one) => mapTexts(one, (text) => rename(text, mention, node.id))) };
}

const rename = (text: string, mention: RegExp, id: string) => text.replace(mention, `nodes.${id}`);

function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)])) as T;
}

/** Takes nodes out, with the ways from and to them. */
export function removeNodes(draft: Draft, ids: readonly string[]): Draft {
  const gone = new Set(ids);
  return {
    ...draft,
    nodes: draft.nodes.filter(({ id }) => !gone.has(id)),
    edges: draft.edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
  };
}

/** Why there can be no such way; undefined when there can. `but` is the way that it takes the place of. */
export function refusalOf(draft: Draft, { from, to, when }: DraftEdge, but?: number): string | undefined {
  const edges = draft.edges.filter((_, i) => i !== but);
  if (from === to) return "A node cannot lead to itself.";
  if (edges.some((edge) => edge.from === from && edge.to === to && edge.when === when))
    return "There is such a way already.";
  return leadsTo(edges, to, from) ? `${to} leads to ${from} already, and a workflow has no circles.` : undefined;
}

function leadsTo(edges: readonly DraftEdge[], start: string, end: string): boolean {
  const seen = new Set([start]);
  for (const id of seen) {
    if (id === end) return true;
    for (const { from, to } of edges) if (from === id) seen.add(to);
  }
  return false;
}

export const addEdge = (draft: Draft, edge: DraftEdge): Draft => ({ ...draft, edges: [...draft.edges, edge] });

export const changeEdge = (draft: Draft, index: number, edge: DraftEdge): Draft => ({
  ...draft,
  edges: draft.edges.with(index, edge),
});

export function removeEdges(draft: Draft, indexes: readonly number[]): Draft {
  return { ...draft, edges: draft.edges.filter((_, i) => !indexes.includes(i)) };
}

/** Lays all nodes where they are said to be. */
export function place(draft: Draft, places: ReadonlyMap<string, At>): Draft {
  const rounded = ({ x, y }: At) => ({ x: Math.round(x), y: Math.round(y) });
  const nodes = draft.nodes.map((node) => {
    const at = places.get(node.id);
    return at ? { ...node, at: rounded(at) } : node;
  });
  return { ...draft, nodes };
}

/** Leaves it to the page again where the nodes stand. */
export function unplace(draft: Draft): Draft {
  return { ...draft, nodes: draft.nodes.map(({ at: _, ...node }) => node as DraftNode) };
}
