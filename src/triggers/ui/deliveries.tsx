import { Badge, Loader, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { deliveriesQuery, type Trigger } from "./api.ts";

const COLUMNS = ["Came", "What", "Verdict", "Started"] as const;

/** The inbox has pages of its own. */
const INBOX: string = "/deliveries";
const inboxOf = (id: string): string => `${INBOX}/${id}`;

/** The newest deliveries that were held against a trigger; the inbox has all of them. */
export function Deliveries({ trigger: { id } }: { trigger: Trigger }) {
  const { data, error } = useQuery(deliveriesQuery({ trigger_id: id }, 50));
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  if (data.length === 0)
    return (
      <Stack align="flex-start" gap="xs">
        <Text c="dimmed">No delivery has come yet.</Text>
        <TextLink to="/triggers/$id" params={{ id }} search={{ tab: "setup" }}>
          Set up who sends it
        </TextLink>
      </Stack>
    );
  return (
    <Stack>
      <Table highlightOnHover verticalSpacing="xs" className="cards">
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map((delivery) => (
            <Table.Tr key={delivery.id}>
              <Table.Td data-name="Came">
                <Ago at={delivery.received_at} />
              </Table.Td>
              <Table.Td data-name="What">
                <TextLink to={inboxOf(delivery.id)} size="sm" className="break">
                  {[delivery.event ?? "delivery", delivery.action, delivery.repository].filter(Boolean).join(" ")}
                </TextLink>
              </Table.Td>
              <Table.Td data-name="Verdict">
                <Badge
                  variant="light"
                  color={delivery.status === "accepted" ? "teal" : "gray"}
                  tt="none"
                  miw="max-content"
                >
                  {delivery.status.replaceAll("_", " ")}
                </Badge>
              </Table.Td>
              <Table.Td data-name="Started" data-empty={delivery.execution_ids.length === 0 || undefined}>
                {delivery.execution_ids.map((execution) => (
                  <TextLink key={execution} to="/executions/$id" params={{ id: execution }} ff="monospace" size="xs">
                    {execution}
                  </TextLink>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <TextLink to={INBOX} search={{ trigger_id: id }} size="sm">
        All of them, in the inbox
      </TextLink>
    </Stack>
  );
}
