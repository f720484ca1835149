import { Stack, Text } from "@mantine/core";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { DeliverySummary } from "../model.ts";
import { inboxQuery } from "./api.ts";
import type { Filter } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { Started } from "./started.tsx";
import { DeliveryStatus } from "./status.tsx";
import { sentence, titleOf } from "./words.ts";

export function Taken({ filter }: { filter: Filter }) {
  const empty =
    Object.keys(filter).length > 0
      ? "None is like that."
      : "Nothing has come in yet. A webhook or GitHub trigger says what address to send to.";
  return (
    <Stack>
      <FilterBar filter={filter} />
      <Pages of={inboxQuery(filter)}>
        {(pages) => (
          <DataTable
            label="Deliveries"
            rows={pages.flatMap(({ deliveries }) => deliveries)}
            keyOf={({ id }) => id}
            columns={COLUMNS}
            empty={empty}
          />
        )}
      </Pages>
    </Stack>
  );
}

const COLUMNS: Column<DeliverySummary>[] = [
  { name: "Delivery", cell: (delivery) => <Title delivery={delivery} /> },
  {
    name: "From",
    cell: ({ address, origin, verified }) => (
      <>
        <Text size="sm" className="nowrap">
          {address}
        </Text>
        <Text size="xs" c="dimmed" className="nowrap">
          {origin === "sent" ? !verified && "not signed" : `a person's ${origin}`}
        </Text>
      </>
    ),
  },
  {
    name: "Verdict",
    cell: ({ status, why }) => (
      <>
        <DeliveryStatus status={status} />
        <Text size="sm" className="break" lineClamp={2} mt={2}>
          {sentence(why)}
        </Text>
      </>
    ),
  },
  {
    name: "Started",
    cell: ({ execution_ids, run_ids }) => <Started ids={[...run_ids, ...execution_ids]} />,
  },
  { name: "Came", cell: ({ received_at }) => <Ago at={received_at} /> },
];

function Title({ delivery }: { delivery: DeliverySummary }) {
  const { id, repository, trigger_id } = delivery;
  return (
    <>
      <TextLink to="/deliveries/$id" params={{ id }} size="sm" className="break">
        {titleOf(delivery)}
      </TextLink>
      <Text size="xs" c="dimmed" className="break">
        {repository ?? (trigger_id ? <TriggerName id={trigger_id} /> : null)}
      </Text>
    </>
  );
}
