import { Table, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** Its name is for those alone who cannot see what stands in it: buttons, say. */
  quiet?: true;
  /** What stands at its head in place of its name. */
  head?: ReactNode;
  /** It takes what room there is. */
  wide?: true;
}

interface Props<Row> {
  label: string;
  rows: Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  empty: ReactNode;
}

/**
 * Rows with a column for each thing told of them; on a narrow screen each row is a card. The keys of a list walk them:
 * each is opened by its link with `data-opens`, else by its first one.
 */
export function DataTable<Row>({ label, rows, keyOf, columns, empty }: Props<Row>) {
  if (rows.length === 0)
    return (
      <Text c="dimmed" size="sm">
        {empty}
      </Text>
    );
  return (
    <Table highlightOnHover tabularNums verticalSpacing="xs" className="cards" aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ name, quiet, head = quiet ? <VisuallyHidden>{name}</VisuallyHidden> : name }) => (
            <Table.Th key={name} scope="col">
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={keyOf(row)} tabIndex={-1}>
            {columns.map((column) => (
              <Cell key={column.name} column={column} row={row} />
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cell<Row>({ column: { name, cell, quiet, wide }, row }: { column: Column<Row>; row: Row }) {
  const content = cell(row);
  const empty = content === null || content === undefined || content === false || content === "";
  return (
    <Table.Td data-name={quiet ? "" : name} data-empty={empty || undefined} data-wide={wide}>
      <div>{content}</div>
    </Table.Td>
  );
}
