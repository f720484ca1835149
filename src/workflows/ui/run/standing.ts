import type { Run, RunNode } from "../api.ts";
import { isGoing } from "../parts/run-status.tsx";

/** The row of each node itself, by its id. */
export function rowsOf({ nodes }: Run): Map<string, RunNode> {
  return new Map(nodes.filter(({ item }) => item < 0).map((row) => [row.node_id, row]));
}

/** Those of a map's items, in their order. */
export function itemsOf({ nodes }: Run, id: string): RunNode[] {
  return nodes.filter(({ node_id, item }) => node_id === id && item >= 0).toSorted((a, b) => a.item - b.item);
}

/** What was waited for by now: the nodes that ask a person. */
export const askingOf = ({ nodes }: Run) => nodes.filter(({ status }) => status === "waiting");

/** What its nodes cost; null when none says. Of a map its items tell. */
export function costOf({ nodes }: Run): number | null {
  const known = nodes.flatMap(({ kind, item, cost_usd }) => (kind === "map" && item < 0 ? [] : (cost_usd ?? [])));
  return known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0);
}

interface Edge {
  from: string;
  to: string;
  when: string;
}

/** Whether a run went this way, as the engine decides it. */
export function wasTaken({ graph }: Run, rows: ReadonlyMap<string, RunNode>, { from, when }: Edge): boolean {
  const row = rows.get(from);
  if (!row || isGoing(row.status) || row.status === "skipped" || row.status === "cancelled") return false;
  const failed = row.status !== "succeeded";
  if (when === "always") return true;
  if (when === "failure") return failed;
  if (when === "success") return !failed || graph.nodes.some(({ id, optional }) => id === from && optional);
  return !failed && row.port === when;
}

/** How long it took, or takes until `now`; null before it began. */
export function tookOf({ started_at, ended_at }: Pick<RunNode, "started_at" | "ended_at">, now: number): number | null {
  if (started_at === null) return null;
  return Math.max(0, (ended_at === null ? now : Date.parse(ended_at)) - Date.parse(started_at));
}
