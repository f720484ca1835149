import { NativeSelect, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { duration, useNow } from "~/ui/parts/time.tsx";
import { type Run, type RunNode, runQuery, runsQuery } from "../api.ts";
import { CardTable } from "../parts/card-table.tsx";
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
          <CardTable columns={["Node", "This run", "Took", "Cost", "The other", "It took", "It cost"]}>
            {[...ids].map((id) => (
              <Table.Tr key={id}>
                <Table.Td data-name="Node" className="break">
                  {id}
                </Table.Td>
                <Cells row={here.get(id)} name="This run" />
                <Cells row={there.get(id)} name="The other" />
              </Table.Tr>
            ))}
          </CardTable>
        );
      }}
    </Loaded>
  );
}

function Cells({ row, name }: { row: RunNode | undefined; name: string }) {
  const now = useNow(row?.ended_at === null);
  const ms = row && row.status !== "skipped" ? tookOf(row, now) : null;
  return (
    <>
      <Table.Td data-name={name}>{row ? <RunStatusBadge status={row.status} /> : "–"}</Table.Td>
      <Table.Td data-name="Took" className="tabular nowrap">
        {ms === null ? "–" : duration(ms)}
      </Table.Td>
      <Table.Td data-name="Cost" className="tabular">
        {row?.cost_usd ? `$${row.cost_usd.toFixed(4)}` : "–"}
      </Table.Td>
    </>
  );
}
