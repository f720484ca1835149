import { Group, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { TextLink } from "~/ui/parts/link.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { recentQuery, type Workflow } from "./api.ts";
import { CardTable } from "./parts/card-table.tsx";
import { WorkflowSwitch } from "./parts/enabled.tsx";
import { isGoing, RunStatusBadge } from "./parts/run-status.tsx";
import { RunSpark } from "./parts/spark.tsx";

const COLUMNS = ["On", "Workflow", "Version", "Last run", "Runs"] as const;

/** One page of the list; its runs are asked for by the same page. */
export function WorkflowTable({ workflows, cursor }: { workflows: Workflow[]; cursor: string }) {
  const { data: runs = [] } = useQuery(recentQuery(cursor));
  return (
    <CardTable columns={COLUMNS}>
      {workflows.map((workflow) => (
        <Row key={workflow.id} workflow={workflow} runs={runs.filter((run) => run.workflow_id === workflow.id)} />
      ))}
    </CardTable>
  );
}

type Recent = Parameters<typeof RunSpark>[0]["runs"];

function Row({ workflow, runs }: { workflow: Workflow; runs: Recent }) {
  const { id, name, description, version, draft } = workflow;
  const [last] = runs;
  const going = runs.filter(({ status }) => isGoing(status)).length;
  return (
    <Table.Tr tabIndex={-1}>
      <Table.Td data-name="On" w={72}>
        <WorkflowSwitch workflow={workflow} />
      </Table.Td>
      <Table.Td data-name="Workflow">
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
      </Table.Td>
      <Table.Td data-name="Version">
        <Group gap="xs">
          {version > 0 ? <span className="tabular">{version}</span> : null}
          {draft !== null && <Sign word="draft" color="yellow" />}
          {draft === null && version === 0 && <Sign word="empty" color="gray" />}
        </Group>
      </Table.Td>
      <Table.Td data-name="Last run" data-empty={!last || undefined}>
        {last && (
          <Group gap="xs">
            <RunStatusBadge status={last.status} />
            <TextLink to="/runs/$id" params={{ id: last.id }} size="sm">
              <Ago at={last.created_at} />
            </TextLink>
          </Group>
        )}
      </Table.Td>
      <Table.Td data-name="Runs">
        <Stack gap={2}>
          <RunSpark runs={runs} />
          {going > 0 && (
            <Text size="xs" c="dimmed" className="nowrap">
              {going} going on
            </Text>
          )}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}
