import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { usd } from "~/budgets/ui/amounts.ts";
import { OTHER_DAYS } from "~/ui/days.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { DaysControl } from "~/ui/parts/days-control.tsx";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { duration } from "~/ui/parts/time.tsx";
import { readOneOf } from "~/ui/search.ts";
import { type Analytics, analyticsQuery, type Workflow } from "./api.ts";
import { KindIcon } from "./graph/kinds.tsx";

/** How its runs of the last days fared, and which of its nodes fail, take long or cost. */
export function Figures({ workflow: { id } }: { workflow: Workflow }) {
  const { days = 30 } = useSearch({ from: "/shell/workflows/$id" });
  const navigate = useNavigate({ from: "/workflows/$id" });
  const look = (days: number) =>
    navigate({ search: { tab: "figures", ...readOneOf({ days }, "days", OTHER_DAYS) }, replace: true });
  return (
    <Stack gap="sm" align="flex-start">
      <DaysControl days={days} onChange={look} />
      <Loaded query={useQuery(analyticsQuery(id, days))}>
        {({ runs, nodes }) => (
          <>
            <Facts>
              <Fact name="Runs that ended">{runs.count.toLocaleString("en")}</Fact>
              <Fact name="Failed">{failures(runs)}</Fact>
              <Fact name="Half are done in">{sayMs(runs.p50_ms)}</Fact>
              <Fact name="95 % are done in">{sayMs(runs.p95_ms)}</Fact>
              <Fact name="Cost">{sayCost(runs)}</Fact>
            </Facts>
            <DataTable
              label="Nodes"
              rows={nodes}
              keyOf={({ node_id, kind }) => `${node_id} ${kind}`}
              columns={COLUMNS}
              empty="No node has ended in these days. Run the workflow, and how its nodes fare is shown here."
            />
          </>
        )}
      </Loaded>
    </Stack>
  );
}

type Sums = Analytics["runs"];

const COLUMNS: readonly Column<Analytics["nodes"][number]>[] = [
  {
    name: "Node",
    cell: ({ node_id, kind }) => (
      <Group gap="xs" wrap="nowrap">
        <KindIcon kind={kind} size={24} />
        <Text size="sm" ff="monospace" className="break">
          {node_id}
        </Text>
      </Group>
    ),
  },
  { name: "Ended", cell: ({ count }) => count.toLocaleString("en") },
  { name: "Failed", cell: (node) => failures(node) },
  { name: "Half are done in", cell: ({ p50_ms }) => sayMs(p50_ms) },
  { name: "95 % are done in", cell: ({ p95_ms }) => sayMs(p95_ms) },
  { name: "Cost", cell: (node) => sayCost(node) },
];

function failures({ failed, failure_share }: Sums): string {
  return failed === 0 ? "none" : `${failed.toLocaleString("en")} (${Math.round((failure_share ?? 0) * 100)} %)`;
}

const sayMs = (ms: number | null) => (ms === null ? "–" : duration(ms));
const sayCost = ({ cost_usd }: Sums) => (cost_usd === null ? "–" : usd(cost_usd));
