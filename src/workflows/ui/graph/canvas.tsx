import "./graph.css";
import {
  Background,
  type Connection,
  type EdgeChange,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { type DragEvent, useEffect } from "react";
import type { Card, Selection, Way } from "./cards.ts";
import { NodeCard } from "./node-card.tsx";
import { useDragged } from "./use-dragged.ts";
import { Zoom } from "./zoom.tsx";

/** What a person does to a graph with a pointer or on the canvas. */
export interface Editing {
  onMove(places: ReadonlyMap<string, { x: number; y: number }>): void;
  onJoin(from: string, to: string, when: string): void;
  onRejoin(edge: number, from: string, to: string, when: string): void;
  /** Whether there may be such a way. */
  mayJoin(from: string, to: string, when: string): boolean;
  onRemove(nodes: string[], edges: number[]): void;
  /** A kind of the palette was let go there. */
  onDrop(kind: string, at: { x: number; y: number }): void;
}

interface Props {
  label: string;
  cards: Card[];
  ways: Way[];
  /** The whole graph is brought into sight whenever this changes. */
  fitWhen: string;
  onSelect(change: (before: Selection | undefined) => Selection | undefined): void;
  edit?: Editing;
}

export const DRAGGED_KIND = "application/x-agented-node";

export function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

const NODE_TYPES = { card: NodeCard };
const FIT = { padding: 0.12, maxZoom: 1 };

function Flow({ label, cards, ways, fitWhen, onSelect, edit }: Props) {
  const { shown, hear } = useDragged(cards);
  const { screenToFlowPosition } = useReactFlow();
  const drop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(DRAGGED_KIND);
    if (!kind || !edit) return;
    event.preventDefault();
    edit.onDrop(kind, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
  };
  const hearNodes = (changes: NodeChange<Card>[]) => {
    const moved = hear(changes);
    if (moved.size > 0) edit?.onMove(moved);
    for (const change of changes) if (change.type === "select") choose({ node: change.id }, change.selected);
  };
  const hearEdges = (changes: EdgeChange<Way>[]) => {
    for (const change of changes) if (change.type === "select") choose({ edge: Number(change.id) }, change.selected);
  };
  const choose = (one: Selection, selected: boolean) =>
    onSelect((before) => (selected ? one : isSame(before, one) ? undefined : before));
  const mayJoin = ({ source, target, sourceHandle }: Connection | Way) =>
    edit?.mayJoin(source, target, sourceHandle ?? "success") ?? false;
  return (
    <section className="canvas" aria-label={label}>
      <ReactFlow
        nodes={shown}
        edges={ways}
        nodeTypes={NODE_TYPES}
        onNodesChange={hearNodes}
        onEdgesChange={hearEdges}
        onConnect={({ source, target, sourceHandle }) => edit?.onJoin(source, target, sourceHandle ?? "success")}
        onReconnect={(way, { source, target, sourceHandle }) =>
          edit?.onRejoin(Number(way.id), source, target, sourceHandle ?? "success")
        }
        isValidConnection={mayJoin}
        onDelete={({ nodes, edges }) =>
          edit?.onRemove(
            nodes.map(({ id }) => id),
            edges.map(({ id }) => Number(id)),
          )
        }
        onDragOver={(event) => {
          if (edit && event.dataTransfer.types.includes(DRAGGED_KIND)) event.preventDefault();
        }}
        onDrop={drop}
        nodesDraggable={edit !== undefined}
        nodesConnectable={edit !== undefined}
        edgesReconnectable={edit !== undefined}
        edgesFocusable={edit !== undefined}
        deleteKeyCode={edit ? DELETE : null}
        multiSelectionKeyCode={null}
        selectionKeyCode={null}
        minZoom={0.15}
        maxZoom={1.6}
        fitView
        fitViewOptions={FIT}
        proOptions={QUIET}
      >
        <Background gap={20} size={1} />
        <Zoom />
        <Refit when={fitWhen} />
      </ReactFlow>
    </section>
  );
}

const DELETE = ["Delete", "Backspace"];
const QUIET = { hideAttribution: true };

const isSame = (one: Selection | undefined, other: Selection) => JSON.stringify(one) === JSON.stringify(other);

function Refit({ when }: { when: string }) {
  const { fitView } = useReactFlow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is brought into sight anew when this changes
  useEffect(() => {
    void fitView(FIT);
  }, [fitView, when]);
  return null;
}
