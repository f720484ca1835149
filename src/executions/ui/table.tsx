import { Text } from "@mantine/core";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Ago, Took } from "~/ui/parts/time.tsx";
import type { ExecutionSummary } from "../model.ts";
import { SelectAll, type Selection, SelectOne } from "./select.tsx";

interface TableProps {
  rows: ExecutionSummary[];
  empty: string;
  selection?: Selection;
}

export function ExecutionTable({ rows, empty, selection }: TableProps) {
  const columns = selection ? [selectColumn(rows, selection), ...COLUMNS] : COLUMNS;
  return <DataTable label="Executions" rows={rows} keyOf={({ id }) => id} columns={columns} empty={empty} />;
}

const selectColumn = (rows: ExecutionSummary[], selection: Selection): Column<ExecutionSummary> => ({
  name: "Select",
  head: <SelectAll rows={rows} selection={selection} />,
  cell: ({ id }) => <SelectOne id={id} selection={selection} />,
});

const COLUMNS: Column<ExecutionSummary>[] = [
  { name: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { name: "Execution", cell: (row) => <Name row={row} /> },
  {
    name: "Why",
    cell: ({ detail, reason, status }) => {
      const why = detail ?? (status === "succeeded" ? null : reason);
      return (
        why && (
          <Text size="sm" className="break" lineClamp={2}>
            {why}
          </Text>
        )
      );
    },
  },
  {
    name: "Backend",
    cell: ({ backend, model }) => (
      <>
        {backend}
        {model && (
          <Text size="xs" c="dimmed">
            {model}
          </Text>
        )}
      </>
    ),
  },
  { name: "Made", cell: ({ created_at }) => <Ago at={created_at} /> },
  { name: "Took", cell: ({ started_at, duration_ms }) => <Took from={started_at} ms={duration_ms} /> },
];

function Name({ row: { id, trigger_id, tags } }: { row: ExecutionSummary }) {
  return (
    <>
      {trigger_id && <TriggerName id={trigger_id} />}
      <TextLink data-opens to="/executions/$id" params={{ id }} ff="monospace" size="xs" display="block">
        {id}
      </TextLink>
      {tags.length > 0 && (
        <Text size="xs" c="dimmed">
          {tags.join(" · ")}
        </Text>
      )}
    </>
  );
}
