import { Table, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** Its name is for those alone who cannot see what stands in it: buttons, say. */
  quiet?: true;
}

interface Props<Row> {
  label: string;
  rows: Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  empty: ReactNode;
}

/** Rows with a column for each thing told of them; on a narrow screen each row is a card. */
export function DataTable<Row>({ label, rows, keyOf, columns, empty }: Props<Row>) {
  if (rows.length === 0)
    return (
      <Text c="dimmed" size="sm">
        {empty}
      </Text>
    );
  return (
    <Table highlightOnHover verticalSpacing="xs" className="cards" aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ name, quiet }) => (
            <Table.Th key={name}>{quiet ? <VisuallyHidden>{name}</VisuallyHidden> : name}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={keyOf(row)}>
            {columns.map(({ name, cell, quiet }) => (
              <Cell key={name} name={quiet ? "" : name}>
                {cell(row)}
              </Cell>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cell({ name, children }: { name: string; children: ReactNode }) {
  const empty = children === null || children === undefined || children === false;
  return (
    <Table.Td data-name={name} data-empty={empty || undefined}>
      <div>{children}</div>
    </Table.Td>
  );
}
