import { Group, Text } from "@mantine/core";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Took } from "~/ui/parts/time.tsx";
import type { Run, RunNode } from "../api.ts";
import { KindIcon } from "../graph/kinds.tsx";
import { RunStatusBadge } from "../parts/run-status.tsx";
import { itemsOf, rowsOf, tookOf } from "./standing.ts";

/** A node of the graph, with the row that it has once its turn came. */
interface Standing {
  run: Run;
  node: Run["graph"]["nodes"][number];
  row: RunNode | undefined;
}

/** The graph in words: every node, how it stands, and the way to what it ran. */
export function NodeTable({ run }: { run: Run }) {
  const rows = rowsOf(run);
  return (
    <DataTable
      label="Nodes"
      rows={run.graph.nodes.map((node) => ({ run, node, row: rows.get(node.id) }))}
      keyOf={({ node }) => node.id}
      columns={COLUMNS}
      empty="It has no nodes."
    />
  );
}

const COLUMNS: Column<Standing>[] = [
  { name: "Node", cell: (standing) => <Name {...standing} /> },
  {
    name: "Status",
    cell: ({ row }) =>
      row ? (
        <RunStatusBadge status={row.status} />
      ) : (
        <Text size="sm" c="dimmed">
          not yet
        </Text>
      ),
  },
  {
    name: "Why",
    cell: ({ row }) =>
      row?.detail && (
        <Text size="sm" className="break" lineClamp={2}>
          {row.detail}
        </Text>
      ),
  },
  {
    name: "Took",
    cell: ({ row }) =>
      row?.started_at && <Took from={row.started_at} ms={row.ended_at === null ? null : tookOf(row, 0)} />,
  },
  { name: "Cost", cell: ({ row }) => (row?.cost_usd ? `$${row.cost_usd.toFixed(4)}` : null) },
  { name: "Log", cell: ({ row }) => row && (row.execution_id ?? row.child_run_id) && <Log row={row} /> },
];

function Name({ run, node: { id, name, kind } }: Standing) {
  const items = kind === "map" ? itemsOf(run, id) : [];
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      <KindIcon kind={kind} size={24} />
      <div>
        <TextLink to="/runs/$id" params={{ id: run.id }} search={{ node: id }} size="sm" className="break">
          {name ?? id}
        </TextLink>
        {items.length > 0 && (
          <Text size="xs" c="dimmed">
            {items.length} items
          </Text>
        )}
      </div>
    </Group>
  );
}

function Log({ row: { node_id, execution_id, child_run_id } }: { row: RunNode }) {
  return (
    <>
      {execution_id && (
        <TextLink to="/executions/$id" params={{ id: execution_id }} size="sm" aria-label={`execution of ${node_id}`}>
          execution
        </TextLink>
      )}
      {child_run_id && (
        <TextLink to="/runs/$id" params={{ id: child_run_id }} size="sm" aria-label={`run of ${node_id}`}>
          run
        </TextLink>
      )}
    </>
  );
}
