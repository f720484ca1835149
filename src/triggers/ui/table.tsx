import { Group, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { schedulesQuery } from "~/schedules/ui/api.ts";
import { Help } from "~/ui/parts/help.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { type RecentRun, recentQuery, type Trigger } from "./api.ts";
import { EnabledSwitch } from "./enabled.tsx";
import { KindBadge } from "./kind-badge.tsx";
import { Sparkline } from "./sparkline.tsx";

const COLUMNS = ["On", "Trigger", "Kind", "Last result", "Runs", "Next"] as const;

/** One page of the list; its runs are asked for by the same page. */
export function TriggerTable({ triggers, name, cursor }: { triggers: Trigger[]; name?: string; cursor: string }) {
  const { data: runs = [] } = useQuery(recentQuery(name, cursor));
  return (
    <Table highlightOnHover verticalSpacing="sm" className="cards">
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column}>{column}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {triggers.map((trigger) => (
          <Row key={trigger.id} trigger={trigger} runs={runs.filter((run) => run.trigger_id === trigger.id)} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ trigger, runs }: { trigger: Trigger; runs: RecentRun[] }) {
  const [last] = runs;
  return (
    <Table.Tr>
      <Table.Td data-name="On">
        <EnabledSwitch trigger={trigger} />
      </Table.Td>
      <Table.Td data-name="Trigger">
        <Stack gap={2} miw={0}>
          <TextLink to="/triggers/$id" params={{ id: trigger.id }} fw={500} className="break">
            {trigger.name}
          </TextLink>
          <Text size="xs" c="dimmed" className="break" lineClamp={2}>
            <Help text={trigger.starts} />
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td data-name="Kind">
        <KindBadge kind={trigger.source.kind} />
      </Table.Td>
      <Table.Td data-name="Last result" data-empty={!last || undefined}>
        {last && (
          <Group gap="xs">
            <StatusBadge status={last.status} />
            <TextLink to="/executions/$id" params={{ id: last.id }} size="sm">
              <Ago at={last.created_at} />
            </TextLink>
          </Group>
        )}
      </Table.Td>
      <Table.Td data-name="Runs">
        <Sparkline statuses={runs.map(({ status }) => status)} />
      </Table.Td>
      <Table.Td data-name="Next" data-empty={trigger.source.kind !== "schedule" || undefined}>
        {trigger.source.kind === "schedule" && <Next id={trigger.id} />}
      </Table.Td>
    </Table.Tr>
  );
}

function Next({ id }: { id: string }) {
  const { data } = useQuery(schedulesQuery);
  const schedule = data?.get(id);
  if (schedule?.next_run_at) return <Ago at={schedule.next_run_at} />;
  return (
    <Text size="sm" c="dimmed">
      {schedule?.paused_at ? "paused" : schedule?.enabled === false ? "off" : "–"}
    </Text>
  );
}
