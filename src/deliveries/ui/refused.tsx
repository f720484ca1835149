import { Loader, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { size } from "~/ui/parts/size.ts";
import { CardTable } from "~/ui/parts/table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Rejected } from "../model.ts";
import { refusedQuery } from "./api.ts";
import { sentence } from "./words.ts";

/** What nobody vouched for: of it only this much is kept. */
export function Refused() {
  const query = useInfiniteQuery(refusedQuery);
  const rows = query.data?.pages.flatMap(({ rejected }) => rejected);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        The last thousand that no signature stood for. They started nothing, and their bodies are not kept.
      </Text>
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending && <Loader aria-label="Loading" />}
      {rows?.length === 0 && <Text c="dimmed">Nothing was refused.</Text>}
      {rows !== undefined && rows.length > 0 && (
        <CardTable columns={["Why", "Receiver", "From", "Size", "Came"]}>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </CardTable>
      )}
      <Older query={query} />
    </Stack>
  );
}

function Row({ row }: { row: Rejected }) {
  return (
    <Table.Tr>
      <Table.Td data-name="Why" className="break">
        {sentence(row.verdict)}
      </Table.Td>
      <Table.Td data-name="Receiver">
        <div>
          <Text size="sm" className="break">
            {row.trigger_id ? <TriggerName id={row.trigger_id} /> : row.path}
          </Text>
          {row.event && (
            <Text size="xs" c="dimmed" className="break">
              {row.event}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-name="From" className="nowrap">
        {row.address}
      </Table.Td>
      <Table.Td data-name="Size" className="nowrap tabular">
        {size(row.size)}
      </Table.Td>
      <Table.Td data-name="Came">
        <Ago at={row.received_at} />
      </Table.Td>
    </Table.Tr>
  );
}
