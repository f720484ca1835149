import { NativeSelect, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { duration, useNow } from "~/ui/parts/time.tsx";
import { type Run, type RunNode, runQuery, runsQuery } from "../api.ts";
import { RunStatusBadge, runStatusWord } from "../parts/run-status.tsx";
import { rowsOf, tookOf } from "./standing.ts";

/** Two runs of one workflow, node beside node. */
export function Compare({ run }: { run: Run }) {
  const { with: other } = useSearch({ from: "/shell/runs/$id" });
  const navigate = useNavigate({ from: "/runs/$id" });
  const { data } = useInfiniteQuery(runsQuery({ workflow: run.workflow_id }, 50));
  const others = (data?.pages ?? []).flatMap(({ runs }) => runs).filter(({ id }) => id !== run.id);
  if (data && others.length === 0) return <Text c="dimmed">It is the only run of its workflow.</Text>;
  return (
    <Stack>
      <NativeSelect
        label="Compare with"
        maw={440}
        value={other ?? ""}
        onChange={(event) => {
          const chosen = event.currentTarget.value || undefined;
          void navigate({ search: (now) => ({ ...now, with: chosen }), replace: true });
        }}
        data={[
          { value: "", label: "Choose a run" },
          ...others.map(({ id, status, created_at }) => ({
            value: id,
            label: `${new Date(created_at).toLocaleString()}, ${runStatusWord(status)}`,
          })),
        ]}
      />
      {other && <Beside key={other} run={run} id={other} />}
    </Stack>
  );
}

function Beside({ run, id }: { run: Run; id: string }) {
  const query = useQuery(runQuery(id));
  return (
    <Loaded query={query}>
      {(other) => {
        const [here, there] = [rowsOf(run), rowsOf(other)];
        const ids = new Set([...run.graph.nodes, ...other.graph.nodes].map((node) => node.id));
        return (
          <DataTable
            label="Nodes of both"
            rows={[...ids].map((id) => ({ id, here: here.get(id), there: there.get(id) }))}
            keyOf={({ id }) => id}
            columns={COLUMNS}
            empty="Neither has nodes."
          />
        );
      }}
    </Loaded>
  );
}

interface Pair {
  id: string;
  here: RunNode | undefined;
  there: RunNode | undefined;
}

const COLUMNS: Column<Pair>[] = [
  { name: "Node", cell: ({ id }) => <span className="break">{id}</span> },
  { name: "This run", cell: ({ here }) => statusOf(here) },
  { name: "Took", cell: ({ here }) => <NodeTook row={here} /> },
  { name: "Cost", cell: ({ here }) => costOf(here) },
  { name: "The other", cell: ({ there }) => statusOf(there) },
  { name: "It took", cell: ({ there }) => <NodeTook row={there} /> },
  { name: "It cost", cell: ({ there }) => costOf(there) },
];

const statusOf = (row: RunNode | undefined) => (row ? <RunStatusBadge status={row.status} /> : "–");
const costOf = (row: RunNode | undefined) => (row?.cost_usd ? `$${row.cost_usd.toFixed(4)}` : "–");

function NodeTook({ row }: { row: RunNode | undefined }) {
  const now = useNow(row?.ended_at === null);
  const ms = row && row.status !== "skipped" ? tookOf(row, now) : null;
  return <span className="nowrap">{ms === null ? "–" : duration(ms)}</span>;
}
