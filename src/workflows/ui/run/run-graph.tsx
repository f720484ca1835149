import "./run.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { duration, useNow } from "~/ui/parts/time.tsx";
import { formQuery, type Run } from "../api.ts";
import { Canvas } from "../graph/canvas.tsx";
import { cardsOf, type Selection, waysOf } from "../graph/cards.ts";
import { isGoing } from "../parts/run-status.tsx";
import { RunNodePanel } from "./run-node-panel.tsx";
import { itemsOf, rowsOf, tookOf, wasTaken } from "./standing.ts";

const NO_KINDS = { kinds: [] };

/** The graph as it was when the run began, each node in the colour of how it stands. */
export function RunGraph({ run }: { run: Run }) {
  const { node } = useSearch({ from: "/shell/runs/$id" });
  const navigate = useNavigate({ from: "/runs/$id" });
  const { data: { kinds } = NO_KINDS } = useQuery(formQuery);
  const now = useNow(isGoing(run.status));
  const rows = useMemo(() => rowsOf(run), [run]);
  const selection = useMemo(() => (node === undefined ? undefined : { node }), [node]);
  const cards = useMemo(() => {
    const statusOf = (id: string) => {
      const row = rows.get(id);
      return row && { status: row.status, note: noteOf(run, row, now) };
    };
    return cardsOf(run.graph, { kinds, selection, fixed: true, statusOf });
  }, [run, rows, kinds, selection, now]);
  const ways = useMemo(() => waysOf(run.graph, undefined, (edge) => wasTaken(run, rows, edge)), [run, rows]);
  const choose = (change: (before: Selection | undefined) => Selection | undefined) => {
    const next = change(selection);
    const id = next && "node" in next ? next.node : undefined;
    if (id !== node) void navigate({ search: (all) => ({ ...all, node: id }), replace: true });
  };
  return (
    <div className="run-graph" data-chosen={node !== undefined || undefined}>
      <div className="run-canvas">
        <Canvas label="The run's graph" cards={cards} ways={ways} fitWhen={`${run.id} ${node}`} onSelect={choose} />
      </div>
      {node !== undefined && <RunNodePanel key={node} run={run} id={node} onClose={() => choose(() => undefined)} />}
    </div>
  );
}

/** Of a map how far it is, of others how long it took. */
function noteOf(run: Run, row: Run["nodes"][number], now: number): string {
  const items = row.kind === "map" ? itemsOf(run, row.node_id) : [];
  if (items.length > 0) return `${items.filter(({ status }) => !isGoing(status)).length} of ${items.length}`;
  const ms = row.status === "skipped" ? null : tookOf(row, now);
  return ms === null ? "" : duration(ms);
}
