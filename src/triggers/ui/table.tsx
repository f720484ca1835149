import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { schedulesQuery } from "~/schedules/ui/api.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Help } from "~/ui/parts/help.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { type RecentRun, recentQuery, type Trigger } from "./api.ts";
import { TriggerSwitch } from "./enabled.tsx";
import { KindBadge } from "./kind-badge.tsx";
import { Sparkline } from "./sparkline.tsx";

/** One page of the list; its runs are asked for by the same page. */
export function TriggerTable({ triggers, name, cursor }: { triggers: Trigger[]; name?: string; cursor: string }) {
  const { data: runs = [] } = useQuery(recentQuery(name, cursor));
  const runsOf = (id: string) => runs.filter(({ trigger_id }) => trigger_id === id);
  return (
    <DataTable
      label="Triggers"
      rows={triggers}
      keyOf={({ id }) => id}
      columns={columnsWith(runsOf)}
      empty="None is called so."
    />
  );
}

const columnsWith = (runsOf: (id: string) => RecentRun[]): Column<Trigger>[] => [
  { name: "On", cell: (trigger) => <TriggerSwitch trigger={trigger} /> },
  {
    name: "Trigger",
    cell: ({ id, name, starts }) => (
      <Stack gap={2} miw={0}>
        <TextLink to="/triggers/$id" params={{ id }} fw={500} className="break">
          {name}
        </TextLink>
        <Text size="xs" c="dimmed" className="break" lineClamp={2}>
          <Help text={starts} />
        </Text>
      </Stack>
    ),
  },
  { name: "Kind", cell: ({ source }) => <KindBadge kind={source.kind} /> },
  { name: "Last result", cell: ({ id }) => lastOf(runsOf(id)) },
  { name: "Runs", cell: ({ id }) => <Sparkline statuses={runsOf(id).map(({ status }) => status)} /> },
  { name: "Next", cell: ({ id, source }) => source.kind === "schedule" && <Next id={id} /> },
];

function lastOf([last]: RecentRun[]) {
  return (
    last && (
      <Group gap="xs">
        <StatusBadge status={last.status} />
        <TextLink to="/executions/$id" params={{ id: last.id }} size="sm">
          <Ago at={last.created_at} />
        </TextLink>
      </Group>
    )
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
