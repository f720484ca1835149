import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Started } from "~/deliveries/ui/started.tsx";
import { DeliveryStatus } from "~/deliveries/ui/status.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { type DeliveryRow, deliveriesQuery, type Trigger } from "./api.ts";

/** The newest deliveries that were held against a trigger; the inbox has all of them. */
export function Deliveries({ trigger: { id } }: { trigger: Trigger }) {
  const query = useQuery(deliveriesQuery({ trigger_id: id }, 50));
  return (
    <Loaded query={query}>
      {(deliveries) =>
        deliveries.length === 0 ? (
          <None id={id} />
        ) : (
          <Stack>
            <DataTable
              label="Deliveries"
              rows={deliveries}
              keyOf={(delivery) => delivery.id}
              columns={COLUMNS}
              empty=""
            />
            <TextLink to="/deliveries" search={{ trigger_id: id }} size="sm">
              All of them, in the inbox
            </TextLink>
          </Stack>
        )
      }
    </Loaded>
  );
}

function None({ id }: { id: string }) {
  return (
    <Stack align="flex-start" gap="xs">
      <Text c="dimmed">No delivery has come yet.</Text>
      <TextLink to="/triggers/$id" params={{ id }} search={{ tab: "setup" }}>
        Set up who sends it
      </TextLink>
    </Stack>
  );
}

const COLUMNS: Column<DeliveryRow>[] = [
  { name: "Came", cell: ({ received_at }) => <Ago at={received_at} /> },
  {
    name: "What",
    cell: ({ id, event, action, repository }) => (
      <TextLink to="/deliveries/$id" params={{ id }} size="sm" className="break">
        {[event ?? "delivery", action, repository].filter(Boolean).join(" ")}
      </TextLink>
    ),
  },
  { name: "Verdict", cell: ({ status }) => <DeliveryStatus status={status} /> },
  { name: "Started", cell: ({ execution_ids }) => execution_ids.length > 0 && <Started ids={execution_ids} /> },
];
