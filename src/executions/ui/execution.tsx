import { Group, Loader, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useRouterState, useSearch } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import type { Execution } from "../model.ts";
import { Actions } from "./actions.tsx";
import { executionQuery } from "./api.ts";
import { Attempts } from "./attempts.tsx";
import { ExecutionFacts } from "./facts.tsx";
import { lineOf } from "./log/line-link.ts";
import { Log } from "./log/log.tsx";
import { TABS, type Tab, tabsOf } from "./tabs.ts";
import { Why } from "./why.tsx";

export function ExecutionPage() {
  const { id } = useParams({ from: "/shell/executions/$id" });
  const query = useQuery(executionQuery(id));
  return (
    <Loaded query={query}>
      {(execution) => (
        <Stack gap="sm">
          <Header execution={execution} />
          <Views execution={execution} />
        </Stack>
      )}
    </Loaded>
  );
}

/** Which one is open lies in the address, so that it can be linked. */
function Views({ execution }: { execution: Execution }) {
  const { tab } = useSearch({ from: "/shell/executions/$id" });
  const line = lineOf(useRouterState({ select: ({ location }) => location.hash }));
  const navigate = useNavigate({ from: "/executions/$id" });
  const tabs = tabsOf(execution);
  // A link to a line says no tab.
  const first = line === undefined ? tabs[0] : "log";
  return (
    <Tabbed
      tabs={tabs.map((name) => ({ name, title: TABS[name], view: () => <View name={name} execution={execution} /> }))}
      open={tabs.find((name) => name === tab) ?? first}
      onOpen={(name) => navigate({ search: { tab: name }, replace: true })}
    />
  );
}

function View({ name, execution }: { name: Tab; execution: Execution }) {
  const Shown = VIEWS[name];
  return (
    <Suspense fallback={<Loader aria-label="Loading" />}>
      <Shown key={execution.id} execution={execution} />
    </Suspense>
  );
}

const VIEWS: Record<Tab, ComponentType<{ execution: Execution }>> = {
  transcript: lazy(async () => ({ default: (await import("./transcript/transcript.tsx")).Transcript })),
  log: Log,
  result: lazy(async () => ({ default: (await import("./result/result.tsx")).Result })),
  timeline: lazy(async () => ({ default: (await import("./timeline/timeline.tsx")).Timeline })),
  changes: lazy(async () => ({ default: (await import("./changes/changes.tsx")).Changes })),
  attempts: Attempts,
  prompt: lazy(async () => ({ default: (await import("./prompt/prompt.tsx")).Prompt })),
  inputs: lazy(async () => ({ default: (await import("./prompt/inputs.tsx")).Inputs })),
};

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
      <ExecutionFacts execution={execution} />
    </Stack>
  );
}
