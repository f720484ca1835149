import type { Ref } from "react";
import type { WorkflowForm } from "../api.ts";
import type { Selection } from "../graph/cards.ts";
import type { Draft } from "./draft.ts";
import { EdgePanel } from "./edge-panel.tsx";
import { GraphPanel } from "./graph-panel.tsx";
import { NodePanel } from "./node-panel.tsx";
import type { Problems } from "./problems.ts";
import type { Change } from "./use-draft.ts";

interface Props {
  ref: Ref<HTMLElement>;
  form: WorkflowForm;
  draft: Draft;
  selection: Selection | undefined;
  problems: Problems;
  change: Change;
  onSelect(selection: Selection): void;
}

/** The form of what is chosen, or of the graph as a whole. */
export function SidePanel({ ref, selection, onSelect, ...shared }: Props) {
  const { form, draft, change } = shared;
  const node = selection && "node" in selection && draft.nodes.find(({ id }) => id === selection.node);
  const index = selection && "edge" in selection ? selection.edge : -1;
  const edge = draft.edges[index];
  return (
    <section ref={ref} className="workflow-panel" aria-label="What is chosen">
      {node ? (
        <NodePanel key={draft.nodes.indexOf(node)} {...shared} node={node} onRenamed={(id) => onSelect({ node: id })} />
      ) : edge ? (
        <EdgePanel {...{ draft, index, edge, change }} kinds={form.kinds} />
      ) : (
        <GraphPanel {...shared} />
      )}
    </section>
  );
}
