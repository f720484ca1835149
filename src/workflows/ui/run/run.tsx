import "../graph/graph.css";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
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

function Views({ run }: { run: Run }) {
  const { view } = useSearch({ from: "/shell/runs/$id" });
  const navigate = useNavigate({ from: "/runs/$id" });
  return (
    <Tabbed<View | "graph">
      tabs={[
        { name: "graph", title: "Graph", view: () => <RunGraph run={run} /> },
        { name: "nodes", title: "Nodes", view: () => <NodeTable run={run} /> },
        { name: "timeline", title: "Timeline", view: () => <Gantt run={run} /> },
        { name: "values", title: "Input and output", view: () => <Values run={run} /> },
        { name: "compare", title: "Compare", view: () => <Compare run={run} /> },
      ]}
      open={view}
      onOpen={(next) =>
        navigate({ search: (now) => ({ ...now, view: next === "graph" ? undefined : next }), replace: true })
      }
    />
  );
}
