import { Group, Stack, Text, Title } from "@mantine/core";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Ago, Took } from "~/ui/parts/time.tsx";
import type { Run } from "../api.ts";
import { RunStatusBadge } from "../parts/run-status.tsx";
import { WorkflowName } from "../parts/workflow-name.tsx";
import { Actions } from "./actions.tsx";
import { askingOf, costOf, tookOf } from "./standing.ts";

/** What one wants to know of a run at a glance, and what can be done with it. */
export function RunHeader({ run }: { run: Run }) {
  const { id, detail, reason } = run;
  const status = run.status === "running" && askingOf(run).length > 0 ? "waiting" : run.status;
  return (
    <Stack gap={4}>
      <Group justify="space-between" align="flex-start">
        <Group gap="sm" miw={0}>
          <Title order={1} size="h4" className="break">
            <WorkflowName id={run.workflow_id} />
          </Title>
          <RunStatusBadge status={status} />
        </Group>
        <Actions run={run} />
      </Group>
      {detail && (
        <Text className="break">
          {detail}
          {reason && (
            <Text span c="dimmed" size="sm">
              {` (${reason})`}
            </Text>
          )}
        </Text>
      )}
      <RunFacts run={run} />
      <Text size="xs" c="dimmed" ff="monospace" className="break">
        {id}
      </Text>
    </Stack>
  );
}

function RunFacts({ run }: { run: Run }) {
  const { workflow_id, version, created_at, started_at, ended_at, rerun_of, parent_run_id } = run;
  const cost = costOf(run);
  return (
    <Facts>
      <Fact name="Version">
        <TextLink inherit to="/workflows/$id" params={{ id: workflow_id }} search={{ tab: "versions", version }}>
          {version}
        </TextLink>
      </Fact>
      <Fact name="Made">
        <Ago at={created_at} />
      </Fact>
      {started_at && (
        <Fact name="Took">
          <Took from={started_at} ms={ended_at === null ? null : tookOf(run, 0)} />
        </Fact>
      )}
      {cost !== null && <Fact name="Cost">${cost.toFixed(4)}</Fact>}
      {rerun_of && <Other name="Again of" id={rerun_of} />}
      {parent_run_id && <Other name="Within" id={parent_run_id} />}
    </Facts>
  );
}

function Other({ name, id }: { name: string; id: string }) {
  return (
    <Fact name={name}>
      <TextLink inherit to="/runs/$id" params={{ id }} ff="monospace">
        {id}
      </TextLink>
    </Fact>
  );
}
