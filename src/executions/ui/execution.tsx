import { Code, Group, Loader, Stack, Tabs, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import type { Execution } from "../model.ts";
import { Actions } from "./actions.tsx";
import { executionQuery } from "./api.ts";
import { Attempts } from "./attempts.tsx";
import { Facts } from "./facts.tsx";
import { Log } from "./log/log.tsx";
import { Why } from "./why.tsx";

export function ExecutionPage() {
  const { id } = useParams({ from: "/shell/executions/$id" });
  const { data, error } = useQuery(executionQuery(id));
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  return (
    <Stack gap="sm">
      <Header execution={data} />
      <Tabs defaultValue="log" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="log">Log</Tabs.Tab>
          {data.result !== null && <Tabs.Tab value="result">Result</Tabs.Tab>}
          <Tabs.Tab value="attempts">Attempts</Tabs.Tab>
          <Tabs.Tab value="prompt">Prompt</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log" pt="sm">
          <Log key={data.id} execution={data} />
        </Tabs.Panel>
        <Tabs.Panel value="result" pt="sm">
          <Code block>{data.result}</Code>
        </Tabs.Panel>
        <Tabs.Panel value="attempts" pt="sm">
          <Attempts execution={data} />
        </Tabs.Panel>
        <Tabs.Panel value="prompt" pt="sm">
          <Code block className="wrap">
            {data.prompt}
          </Code>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Header({ execution }: { execution: Execution }) {
  return (
    <Stack gap={4}>
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={1} size="h4" ff="monospace" className="break">
            {execution.id}
          </Title>
          <StatusBadge status={execution.status} />
        </Group>
        <Actions execution={execution} />
      </Group>
      <Why execution={execution} />
      <Facts execution={execution} />
    </Stack>
  );
}
