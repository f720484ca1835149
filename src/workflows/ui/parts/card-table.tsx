import { Table } from "@mantine/core";
import type { ReactNode } from "react";

/** A table whose rows are written out: each cell says its column as `data-name`, for a narrow screen. */
export function CardTable({ columns, children }: { columns: readonly string[]; children: ReactNode }) {
  return (
    <Table highlightOnHover verticalSpacing="xs" className="cards">
      <Table.Thead>
        <Table.Tr>
          {columns.map((name) => (
            <Table.Th key={name} className="nowrap">
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  );
}
