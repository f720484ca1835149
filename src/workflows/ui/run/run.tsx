import "../graph/graph.css";
import { Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { type Run, runQuery } from "../api.ts";
import type { View } from "../routes.ts";
import { Asking } from "./asking.tsx";
import { Compare } from "./compare.tsx";
import { Gantt } from "./gantt.tsx";
import { RunHeader } from "./header.tsx";
import { NodeTable } from "./node-table.tsx";
import { RunGraph } from "./run-graph.tsx";
import { askingOf } from "./standing.ts";
import { Values } from "./values.tsx";

export function RunPage() {
  const { id } = useParams({ from: "/shell/runs/$id" });
  const query = useQuery(runQuery(id));
  return (
    <Loaded query={query}>
      {(run) => (
        <Stack gap="sm" key={id}>
          <RunHeader run={run} />
          {askingOf(run).map((row) => (
            <Asking key={row.node_id} run={run} row={row} />
          ))}
          <Views run={run} />
        </Stack>
      )}
    </Loaded>
  );
}

const VIEWS: Record<View | "graph", { title: string; view: ComponentType<{ run: Run }> }> = {
  graph: { title: "Graph", view: RunGraph },
  nodes: { title: "Nodes", view: NodeTable },
  timeline: { title: "Timeline", view: Gantt },
  values: { title: "Input and output", view: Values },
  compare: { title: "Compare", view: Compare },
};

function Views({ run }: { run: Run }) {
  const { view = "graph" } = useSearch({ from: "/shell/runs/$id" });
  const navigate = useNavigate({ from: "/runs/$id" });
  const choose = (next: string | null) =>
    navigate({ search: (now) => ({ ...now, view: next === "graph" ? undefined : (next as View) }), replace: true });
  const { view: Shown } = VIEWS[view];
  return (
    <Tabs value={view} onChange={choose} keepMounted={false}>
      <Tabs.List>
        {Object.entries(VIEWS).map(([name, { title }]) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={view} pt="sm">
        <Shown run={run} />
      </Tabs.Panel>
    </Tabs>
  );
}
