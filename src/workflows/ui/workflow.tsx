import { Group, Stack, Tabs, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { type Workflow, workflowQuery } from "./api.ts";
import { EnabledSwitch } from "./parts/enabled.tsx";
import { Loading } from "./parts/loading.tsx";
import { Remove } from "./parts/remove.tsx";
import { RunDialog } from "./parts/run-dialog.tsx";
import type { Tab } from "./routes.ts";

export function WorkflowPage() {
  const { id } = useParams({ from: "/shell/workflows/$id" });
  const query = useQuery(workflowQuery(id));
  return (
    <Loaded query={query}>
      {(workflow) => (
        <Stack gap="sm" key={id}>
          <Header workflow={workflow} />
          <Views workflow={workflow} />
        </Stack>
      )}
    </Loaded>
  );
}

function Header({ workflow }: { workflow: Workflow }) {
  const { name, description, version, draft, enabled } = workflow;
  return (
    <Group justify="space-between" align="flex-start">
      <Stack gap={2} miw={0} flex="1 1 280px">
        <Group gap="sm">
          <Title order={1} size="h3" className="break">
            {name}
          </Title>
          <Text span size="sm" c="dimmed" className="nowrap">
            {version > 0 ? `version ${version}` : "not published"}
          </Text>
          {draft !== null && version > 0 && <Sign word="draft" color="yellow" />}
        </Group>
        {description && (
          <Text size="sm" c="dimmed" className="break" maw={760}>
            {description}
          </Text>
        )}
      </Stack>
      <Group gap="sm" className="no-print">
        <EnabledSwitch workflow={workflow} label={enabled ? "On" : "Off"} />
        <RunDialog workflow={workflow} />
        <Remove workflow={workflow} />
      </Group>
    </Group>
  );
}

const VIEWS: Record<Tab | "graph", { title: string; view: ComponentType<{ workflow: Workflow }> }> = {
  graph: {
    title: "Graph",
    view: lazy(async () => ({ default: (await import("./editor/editor-tab.tsx")).EditorTab })),
  },
  runs: { title: "Runs", view: lazy(async () => ({ default: (await import("./runs.tsx")).RunsOf })) },
  versions: {
    title: "Versions",
    view: lazy(async () => ({ default: (await import("./versions/versions.tsx")).Versions })),
  },
  settings: { title: "Settings", view: lazy(async () => ({ default: (await import("./settings.tsx")).Settings })) },
};

function Views({ workflow }: { workflow: Workflow }) {
  const { tab = "graph" } = useSearch({ from: "/shell/workflows/$id" });
  const navigate = useNavigate({ from: "/workflows/$id" });
  const choose = (next: string | null) => navigate({ search: { tab: next === "graph" ? undefined : (next as Tab) } });
  const { view: View } = VIEWS[tab];
  return (
    <Tabs value={tab} onChange={choose} keepMounted={false}>
      <Tabs.List>
        {Object.entries(VIEWS).map(([name, { title }]) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab} pt="md">
        <Suspense fallback={<Loading />}>
          <View workflow={workflow} />
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}
