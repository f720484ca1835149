import { Table, Text } from "@mantine/core";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Ago, Took } from "~/ui/parts/time.tsx";
import type { ExecutionSummary } from "../model.ts";
import { SelectAll, type Selection, SelectOne } from "./select.tsx";

const COLUMNS = ["Status", "Execution", "Why", "Backend", "Made", "Took"] as const;

interface TableProps {
  rows: ExecutionSummary[];
  empty: string;
  selection?: Selection;
}

export function ExecutionTable({ rows, empty, selection }: TableProps) {
  if (rows.length === 0) return <Text c="dimmed">{empty}</Text>;
  return (
    <Table highlightOnHover verticalSpacing="xs" className="cards">
      <Table.Thead>
        <Table.Tr>
          {selection && (
            <Table.Th w={40}>
              <SelectAll rows={rows} selection={selection} />
            </Table.Th>
          )}
          {COLUMNS.map((name) => (
            <Table.Th key={name}>{name}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} selection={selection} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ row, selection }: { row: ExecutionSummary; selection: Selection | undefined }) {
  const why = row.detail ?? (row.status === "succeeded" ? null : row.reason);
  return (
    <Table.Tr tabIndex={-1}>
      {selection && (
        <Table.Td data-name="Select">
          <SelectOne id={row.id} selection={selection} />
        </Table.Td>
      )}
      <Table.Td data-name="Status">
        <StatusBadge status={row.status} />
      </Table.Td>
      <Table.Td data-name="Execution">
        <div>
          {row.trigger_id && <TriggerName id={row.trigger_id} />}
          <TextLink data-opens to="/executions/$id" params={{ id: row.id }} ff="monospace" size="xs" display="block">
            {row.id}
          </TextLink>
          {row.tags.length > 0 && (
            <Text size="xs" c="dimmed">
              {row.tags.join(" · ")}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-name="Why" data-empty={why === null || undefined}>
        <Text size="sm" className="break" lineClamp={2}>
          {why}
        </Text>
      </Table.Td>
      <Table.Td data-name="Backend">
        <div>
          {row.backend}
          {row.model && (
            <Text size="xs" c="dimmed">
              {row.model}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-name="Made">
        <Ago at={row.created_at} />
      </Table.Td>
      <Table.Td data-name="Took">
        <Took from={row.started_at} ms={row.duration_ms} />
      </Table.Td>
    </Table.Tr>
  );
}
