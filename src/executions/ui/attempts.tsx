import { Table, Text } from "@mantine/core";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Execution } from "../model.ts";

export function Attempts({ execution }: { execution: Execution }) {
  if (execution.attempts.length === 0) return <Text c="dimmed">No process has been started yet.</Text>;
  return (
    <Table.ScrollContainer minWidth={600}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>#</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>By</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th>Exit</Table.Th>
            <Table.Th>Began</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {execution.attempts.map((attempt) => (
            <Table.Tr key={attempt.number}>
              <Table.Td>{attempt.number}</Table.Td>
              <Table.Td>
                <StatusBadge status={attempt.status} />
              </Table.Td>
              <Table.Td>
                {attempt.backend}
                <Text size="xs" c="dimmed">
                  {attempt.account_id}
                  {attempt.model ? ` · ${attempt.model}` : ""}
                </Text>
              </Table.Td>
              <Table.Td className="break">{attempt.detail ?? attempt.reason}</Table.Td>
              <Table.Td>{attempt.signal ?? attempt.exit_code}</Table.Td>
              <Table.Td>
                <Ago at={attempt.started_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
