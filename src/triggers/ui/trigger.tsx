import { Group, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Fires } from "~/schedules/ui/fires.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import { type Trigger, triggerQuery } from "./api.ts";
import { Deliveries } from "./deliveries.tsx";
import { TriggerEditor } from "./editor/editor.tsx";
import { TriggerSwitch } from "./enabled.tsx";
import { History } from "./history/history.tsx";
import { KindBadge } from "./kind-badge.tsx";
import { Overview } from "./overview.tsx";
import { Remove } from "./remove.tsx";
import type { Tab } from "./routes.ts";
import { RunNow } from "./run-now.tsx";
import { SetUp } from "./set-up/set-up.tsx";

export function TriggerPage() {
  const { id } = useParams({ from: "/shell/triggers/$id" });
  const query = useQuery(triggerQuery(id));
  return (
    <Loaded query={query}>
      {(trigger) => (
        <Stack gap="sm">
          <Header trigger={trigger} />
          <Views key={id} trigger={trigger} />
        </Stack>
      )}
    </Loaded>
  );
}

function Header({ trigger }: { trigger: Trigger }) {
  return (
    <Group justify="space-between" align="flex-start">
      <Group gap="sm">
        <Title order={1} size="h3" className="break">
          {trigger.name}
        </Title>
        <KindBadge kind={trigger.source.kind} />
      </Group>
      <Group gap="sm" className="no-print">
        <TriggerSwitch trigger={trigger} label={trigger.enabled ? "On" : "Off"} />
        <RunNow trigger={trigger} />
        <Remove trigger={trigger} />
      </Group>
    </Group>
  );
}

/** The tabs that a trigger of this kind has, in their order. */
function namesOf({ source: { kind } }: Trigger): (keyof typeof TITLES)[] {
  const receives = kind === "webhook" || kind === "github";
  return [
    ...(["overview", "edit"] as const),
    ...(receives ? (["deliveries", "setup"] as const) : []),
    ...(kind === "schedule" ? (["fires"] as const) : []),
    "history",
  ];
}

const TITLES: Record<Tab | "overview", string> = {
  ...{
    overview: "Overview",
    edit: "Edit",
    deliveries: "Deliveries",
    setup: "Set-up",
    fires: "Fires",
    history: "History",
  },
};

function Views({ trigger }: { trigger: Trigger }) {
  const { tab, revision } = useSearch({ from: "/shell/triggers/$id" });
  const navigate = useNavigate({ from: "/triggers/$id" });
  const views: Record<Tab | "overview", () => ReactNode> = {
    overview: () => <Overview trigger={trigger} />,
    edit: () => <TriggerEditor trigger={trigger} />,
    deliveries: () => <Deliveries trigger={trigger} />,
    fires: () => <Fires id={trigger.id} />,
    setup: () => <SetUp trigger={trigger} />,
    history: () => <History trigger={trigger} revision={revision} />,
  };
  return (
    <Tabbed
      tabs={namesOf(trigger).map((name) => ({ name, title: TITLES[name], view: views[name] }))}
      open={tab}
      onOpen={(next) => navigate({ search: { tab: next === "overview" ? undefined : next } })}
    />
  );
}
