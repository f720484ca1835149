import { Group, Table, Text } from "@mantine/core";
import { TextLink } from "~/ui/parts/link.tsx";
import { Took } from "~/ui/parts/time.tsx";
import type { Run } from "../api.ts";
import { KindIcon } from "../graph/kinds.tsx";
import { CardTable } from "../parts/card-table.tsx";
import { RunStatusBadge } from "../parts/run-status.tsx";
import { itemsOf, rowsOf, tookOf } from "./standing.ts";

const COLUMNS = ["Node", "Status", "Why", "Took", "Cost", "Log"] as const;

/** The graph in words: every node, how it stands, and the way to what it ran. */
export function NodeTable({ run }: { run: Run }) {
  const rows = rowsOf(run);
  return (
    <CardTable columns={COLUMNS}>
      {run.graph.nodes.map((node) => (
        <Row key={node.id} run={run} node={node} row={rows.get(node.id)} />
      ))}
    </CardTable>
  );
}

interface RowProps {
  run: Run;
  node: Run["graph"]["nodes"][number];
  row: Run["nodes"][number] | undefined;
}

function Row({ run, node: { id, name, kind }, row }: RowProps) {
  const items = kind === "map" ? itemsOf(run, id) : [];
  return (
    <Table.Tr>
      <Table.Td data-name="Node">
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
      </Table.Td>
      <Table.Td data-name="Status">
        {row ? (
          <RunStatusBadge status={row.status} />
        ) : (
          <Text size="sm" c="dimmed">
            not yet
          </Text>
        )}
      </Table.Td>
      <Table.Td data-name="Why" data-empty={!row?.detail || undefined}>
        <Text size="sm" className="break" lineClamp={2}>
          {row?.detail}
        </Text>
      </Table.Td>
      <Table.Td data-name="Took" data-empty={!row?.started_at || undefined}>
        {row?.started_at && <Took from={row.started_at} ms={row.ended_at === null ? null : tookOf(row, 0)} />}
      </Table.Td>
      <Table.Td data-name="Cost" className="tabular" data-empty={!row?.cost_usd || undefined}>
        {row?.cost_usd ? `$${row.cost_usd.toFixed(4)}` : null}
      </Table.Td>
      <Table.Td data-name="Log" data-empty={!(row?.execution_id ?? row?.child_run_id) || undefined}>
        {row?.execution_id && (
          <TextLink to="/executions/$id" params={{ id: row.execution_id }} size="sm" aria-label={`execution of ${id}`}>
            execution
          </TextLink>
        )}
        {row?.child_run_id && (
          <TextLink to="/runs/$id" params={{ id: row.child_run_id }} size="sm" aria-label={`run of ${id}`}>
            run
          </TextLink>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
