import { Stack } from "@mantine/core";
import type { WorkflowForm } from "../api.ts";
import type { Selection } from "../graph/cards.ts";
import type { Draft } from "./draft.ts";
import { NodeTable } from "./node-table.tsx";
import type { Change } from "./use-draft.ts";
import { WayList } from "./way-list.tsx";

export interface OutlineProps {
  form: WorkflowForm;
  draft: Draft;
  counts: ReadonlyMap<string, number>;
  selection: Selection | undefined;
  onSelect(selection: Selection): void;
  change: Change;
}

/** The same graph in tables, for whoever reads rather than looks: all that the canvas does can be done here. */
export function Outline(props: OutlineProps) {
  return (
    <Stack gap="lg" className="outline">
      <NodeTable {...props} />
      <WayList {...props} />
    </Stack>
  );
}
