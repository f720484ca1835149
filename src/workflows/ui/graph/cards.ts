import { type Edge, MarkerType, type Node } from "@xyflow/react";
import type { RunStatus } from "../../status.ts";
import { runStatusWord } from "../parts/run-status.tsx";
import { gistOf, portsOf } from "./kinds.tsx";
import { HEIGHT, placesOf, WIDTH } from "./layout.ts";

/** What is chosen of a graph: a node by its id, or a way by its place in the list. */
export type Selection = { node: string } | { edge: number };

export interface CardData extends Record<string, unknown> {
  title: string;
  kind: string;
  gist: string;
  ports: string[];
  /** Nothing is joined to it here. */
  fixed: boolean;
  problems: number;
  status: RunStatus | undefined;
  /** Beside its status: how long it took. */
  note: string;
}
export type Card = Node<CardData, "card">;
export type Way = Edge<Record<string, unknown>>;

export interface Shape {
  nodes: readonly { id: string; kind: string; name?: string | null; at?: { x: number; y: number } }[];
  edges: readonly { from: string; to: string; when: string }[];
}

export interface Shown {
  kinds: readonly { kind: string; title: string; ports: readonly string[] }[];
  selection: Selection | undefined;
  fixed: boolean;
  problems?: ReadonlyMap<string, number>;
  statusOf?: (id: string) => { status: RunStatus; note: string } | undefined;
}

/** The nodes of a graph as they are drawn. */
export function cardsOf(graph: Shape, { kinds, selection, fixed, problems, statusOf }: Shown): Card[] {
  const places = placesOf(graph);
  const used = Map.groupBy(graph.edges, ({ from }) => from);
  return graph.nodes.map((node) => {
    const { id, kind, name } = node;
    const { status, note = "" } = statusOf?.(id) ?? {};
    const ports = new Set([...portsOf(kind, kinds), ...(used.get(id) ?? []).map(({ when }) => when)]);
    const title = name || id;
    const kindTitle = kinds.find((one) => one.kind === kind)?.title ?? kind;
    const wrong = problems?.get(id) ?? 0;
    const gist = gistOf(node) || kindTitle;
    return {
      ...{ id, type: "card", position: places.get(id) ?? { x: 0, y: 0 }, width: WIDTH, height: HEIGHT },
      selected: selection !== undefined && "node" in selection && selection.node === id,
      ariaLabel: [`${kindTitle} ${title}`, status && runStatusWord(status), wrong > 0 && "has a problem"]
        .filter(Boolean)
        .join(", "),
      data: { title, kind, gist, ports: [...ports], fixed, problems: wrong, status, note },
    };
  });
}

/** Its ways; of a run `takenOf` says which of them were gone. */
export function waysOf(
  { edges, nodes }: Shape,
  selection: Selection | undefined,
  takenOf?: (edge: Shape["edges"][number]) => boolean,
): Way[] {
  const known = new Set(nodes.map(({ id }) => id));
  return edges.flatMap((edge, i) => {
    const { from, to, when } = edge;
    if (!known.has(from) || !known.has(to)) return [];
    const taken = takenOf?.(edge);
    return {
      ...{ id: String(i), source: from, target: to, sourceHandle: when },
      className: `way way-${when}${taken === undefined ? "" : taken ? " taken" : " not-taken"}`,
      ...(when !== "success" && { label: when, labelBgPadding: [6, 3] as [number, number], labelBgBorderRadius: 8 }),
      markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: colorOf(when) },
      selected: selection !== undefined && "edge" in selection && selection.edge === i,
      ariaLabel: `${from} leads to ${to} on ${when}`,
    };
  });
}

/** An arrow's head is drawn where no style of its way is heard. */
function colorOf(when: string): string {
  const named = { failure: "red", true: "teal", false: "orange" };
  return `var(--flow-${named[when as keyof typeof named] ?? "line"})`;
}
