import type { WorkflowForm } from "../api.ts";
import type { Editing } from "../graph/canvas.tsx";
import type { Selection } from "../graph/cards.ts";
import { portsOf } from "../graph/kinds.tsx";
import { GAP, HEIGHT, placesOf, WIDTH } from "../graph/layout.ts";
import {
  type At,
  addEdge,
  addNode,
  changeEdge,
  type Draft,
  freeId,
  place,
  refusalOf,
  removeEdges,
  removeNodes,
} from "./draft.ts";
import { freshNode } from "./node-schema.ts";
import type { Change } from "./use-draft.ts";

/** A draft with one node more, behind the one that is chosen. */
export function withAdded(draft: Draft, kind: string, form: WorkflowForm, selection: Selection | undefined) {
  const id = freeId(draft, kind);
  const chosen = selection && "node" in selection ? draft.nodes.find((one) => one.id === selection.node) : undefined;
  const node = freshNode(kind, id, form.schema);
  const beside = draft.nodes.length > 0 && draft.nodes.every(({ at }) => at) ? besideOf(draft, chosen?.at) : undefined;
  const added = addNode(draft, beside ? { ...node, at: beside } : node);
  const [port = "success"] = chosen ? portsOf(chosen.kind, form.kinds) : [];
  return { id, next: chosen ? addEdge(added, { from: chosen.id, to: id, when: port }) : added };
}

/** A free place beneath another, or beneath all of them. */
function besideOf({ nodes }: Draft, at: At | undefined): At {
  const taken = nodes.flatMap((node) => node.at ?? []);
  const lowest = Math.max(...taken.map(({ y }) => y));
  const { x: left, y: above } = at ?? { x: Math.min(...taken.map(({ x }) => x)), y: lowest };
  const y = above + HEIGHT + GAP.ranksep;
  const isFree = (x: number) => taken.every((one) => Math.abs(one.x - x) > WIDTH || Math.abs(one.y - y) > HEIGHT);
  for (let x = left; ; x += WIDTH + GAP.nodesep) if (isFree(x)) return { x, y };
}

/** What the canvas does to a draft. Once a node was put somewhere, all stay where they are. */
export function editingOf(
  draft: Draft,
  change: Change,
  form: WorkflowForm,
  select: (selection: Selection) => void,
): Editing {
  return {
    onMove(moved) {
      const stood = placesOf(draft);
      const isMoved = [...moved].some(([id, at]) => stood.get(id)?.x !== at.x || stood.get(id)?.y !== at.y);
      if (isMoved) change((all) => place(all, new Map([...stood, ...moved])), `place ${[...moved.keys()]}`);
    },
    onJoin: (from, to, when) => change((all) => addEdge(all, { from, to, when })),
    onRejoin: (edge, from, to, when) => change((all) => changeEdge(all, edge, { from, to, when })),
    mayJoin: (from, to, when) => refusalOf(draft, { from, to, when }) === undefined,
    onRemove: (nodes, edges) => change((all) => removeNodes(removeEdges(all, edges), nodes)),
    onDrop(kind, { x, y }) {
      const id = freeId(draft, kind);
      const at = { x: x - WIDTH / 2, y: y - HEIGHT / 2 };
      change((all) => place(addNode(all, freshNode(kind, id, form.schema)), new Map([...placesOf(all), [id, at]])));
      select({ node: id });
    },
  };
}
