import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { Loaded, Loading } from "~/ui/parts/loaded.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import { type Workflow, workflowQuery } from "./api.ts";
import { WorkflowSwitch } from "./parts/enabled.tsx";
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
        <WorkflowSwitch workflow={workflow} label={enabled ? "On" : "Off"} />
        <RunDialog workflow={workflow} />
        <Remove workflow={workflow} />
      </Group>
    </Group>
  );
}

const EditorTab = lazy(async () => ({ default: (await import("./editor/editor-tab.tsx")).EditorTab }));
const RunsOf = lazy(async () => ({ default: (await import("./runs.tsx")).RunsOf }));
const Figures = lazy(async () => ({ default: (await import("./figures.tsx")).Figures }));
const Versions = lazy(async () => ({ default: (await import("./versions/versions.tsx")).Versions }));
const Settings = lazy(async () => ({ default: (await import("./settings.tsx")).Settings }));

const loaded = (view: ReactNode) => <Suspense fallback={<Loading />}>{view}</Suspense>;

function Views({ workflow }: { workflow: Workflow }) {
  const { tab } = useSearch({ from: "/shell/workflows/$id" });
  const navigate = useNavigate({ from: "/workflows/$id" });
  return (
    <Tabbed<Tab | "graph">
      tabs={[
        { name: "graph", title: "Graph", view: () => loaded(<EditorTab workflow={workflow} />) },
        { name: "runs", title: "Runs", view: () => loaded(<RunsOf workflow={workflow} />) },
        { name: "figures", title: "Figures", view: () => loaded(<Figures workflow={workflow} />) },
        { name: "versions", title: "Versions", view: () => loaded(<Versions workflow={workflow} />) },
        { name: "settings", title: "Settings", view: () => loaded(<Settings workflow={workflow} />) },
      ]}
      open={tab}
      onOpen={(next) => navigate({ search: { tab: next === "graph" ? undefined : next } })}
    />
  );
}
