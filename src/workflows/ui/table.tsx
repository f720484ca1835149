import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { recentQuery, type Workflow } from "./api.ts";
import { WorkflowSwitch } from "./parts/enabled.tsx";
import { isGoing, RunStatusBadge } from "./parts/run-status.tsx";
import { RunSpark } from "./parts/spark.tsx";

type Recent = Parameters<typeof RunSpark>[0]["runs"];

/** One page of the list; its runs are asked for by the same page. */
export function WorkflowTable({ workflows, cursor }: { workflows: Workflow[]; cursor: string }) {
  const { data: runs = [] } = useQuery(recentQuery(cursor));
  return (
    <DataTable
      label="Workflows"
      rows={workflows}
      keyOf={({ id }) => id}
      columns={columnsWith((id) => runs.filter((run) => run.workflow_id === id))}
      empty=""
    />
  );
}

const columnsWith = (runsOf: (id: string) => Recent): Column<Workflow>[] => [
  { name: "On", cell: (workflow) => <WorkflowSwitch workflow={workflow} /> },
  { name: "Workflow", cell: (workflow) => <Name workflow={workflow} /> },
  { name: "Version", cell: (workflow) => <Version workflow={workflow} /> },
  { name: "Last run", cell: ({ id }) => lastOf(runsOf(id)) },
  { name: "Runs", cell: ({ id }) => <Runs runs={runsOf(id)} /> },
];

function Name({ workflow: { id, name, description } }: { workflow: Workflow }) {
  return (
    <Stack gap={2} miw={0}>
      <TextLink data-opens to="/workflows/$id" params={{ id }} fw={500} className="break">
        {name}
      </TextLink>
      {description && (
        <Text size="xs" c="dimmed" className="break" lineClamp={2}>
          {description}
        </Text>
      )}
    </Stack>
  );
}

function Version({ workflow: { version, draft } }: { workflow: Workflow }) {
  return (
    <Group gap="xs">
      {version > 0 && <span>{version}</span>}
      {draft !== null && <Sign word="draft" color="yellow" />}
      {draft === null && version === 0 && <Sign word="empty" color="gray" />}
    </Group>
  );
}

function lastOf([last]: Recent) {
  return (
    last && (
      <Group gap="xs">
        <RunStatusBadge status={last.status} />
        <TextLink to="/runs/$id" params={{ id: last.id }} size="sm">
          <Ago at={last.created_at} />
        </TextLink>
      </Group>
    )
  );
}

function Runs({ runs }: { runs: Recent }) {
  const going = runs.filter(({ status }) => isGoing(status)).length;
  return (
    <Stack gap={2}>
      <RunSpark runs={runs} />
      {going > 0 && (
        <Text size="xs" c="dimmed" className="nowrap">
          {going} going on
        </Text>
      )}
    </Stack>
  );
}
