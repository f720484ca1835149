import { Loader, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { CardTable } from "~/ui/parts/table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { DeliverySummary } from "../model.ts";
import { inboxQuery } from "./api.ts";
import type { Filter } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { Started } from "./started.tsx";
import { DeliveryStatus } from "./status.tsx";
import { sentence, titleOf } from "./words.ts";

export function Taken({ filter }: { filter: Filter }) {
  const query = useInfiniteQuery(inboxQuery(filter));
  const rows = query.data?.pages.flatMap(({ deliveries }) => deliveries);
  const empty =
    Object.keys(filter).length > 0
      ? "None is like that."
      : "Nothing has come in yet. A webhook or GitHub trigger says what address to send to.";
  return (
    <Stack>
      <FilterBar filter={filter} />
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending && <Loader aria-label="Loading" />}
      {rows?.length === 0 && <Text c="dimmed">{empty}</Text>}
      {rows !== undefined && rows.length > 0 && (
        <CardTable columns={["Delivery", "From", "Verdict", "Started", "Came"]}>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </CardTable>
      )}
      <Older query={query} />
    </Stack>
  );
}

function Row({ row }: { row: DeliverySummary }) {
  return (
    <Table.Tr>
      <Table.Td data-name="Delivery" miw={190}>
        <div>
          <TextLink to="/deliveries/$id" params={{ id: row.id }} size="sm" className="break">
            {titleOf(row)}
          </TextLink>
          <Text size="xs" c="dimmed" className="break">
            {row.repository ?? (row.trigger_id ? <TriggerName id={row.trigger_id} /> : null)}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-name="From">
        <div>
          <Text size="sm" className="nowrap">
            {row.address}
          </Text>
          <Text size="xs" c="dimmed" className="nowrap">
            {row.origin === "sent" ? !row.verified && "not signed" : `a person's ${row.origin}`}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-name="Verdict">
        <div>
          <DeliveryStatus status={row.status} />
          <Text size="sm" className="break" lineClamp={2} mt={2}>
            {sentence(row.why)}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-name="Started" data-empty={row.execution_ids.length + row.run_ids.length === 0 || undefined}>
        <Started ids={row.execution_ids} />
        {row.run_ids.map((id) => (
          <Text key={id} size="xs" ff="monospace">
            {id}
          </Text>
        ))}
      </Table.Td>
      <Table.Td data-name="Came">
        <Ago at={row.received_at} />
      </Table.Td>
    </Table.Tr>
  );
}
