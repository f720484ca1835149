import type { Queries } from "~/db/tx.ts";
import { completionsOf } from "~/triggers/index.ts";
import type { Graph } from "./graph.ts";
import { findWorkflow, getVersion } from "./store.ts";

/** What a node calls, of one that calls a workflow. */
export function calledBy(node: Graph["nodes"][number]): string | undefined {
  const step = node.kind === "map" ? node.each : node;
  return step.kind === "workflow" ? step.workflow_id : undefined;
}

/** The workflows that a run of each sets off, by calling them or by its end. A trigger `but` is left out. */
function followers(queries: Queries, but?: string): (id: string) => Set<string> {
  const completions = completionsOf(queries).filter(({ id }) => id !== but);
  return (id) => {
    const version = findWorkflow(queries, id)?.version ?? 0;
    const called =
      version > 0 ? getVersion(queries, id, version).graph.nodes.flatMap((node) => calledBy(node) ?? []) : [];
    const set_off = completions.flatMap(({ source, workflow_id }) =>
      source.workflow_id === id ? (workflow_id ?? []) : [],
    );
    return new Set([...called, ...set_off]);
  };
}

/** The way by which a run of one workflow leads to another, both included; undefined when there is none. */
export function wayBetween(queries: Queries, from: string, to: string, but?: string): string[] | undefined {
  const next = followers(queries, but);
  const came = new Map<string, string | null>([[from, null]]);
  const open = [from];
  for (let here = open.shift(); here !== undefined; here = open.shift()) {
    if (here === to) return trail(came, here);
    for (const one of next(here))
      if (!came.has(one)) {
        came.set(one, here);
        open.push(one);
      }
  }
  return undefined;
}

function trail(came: Map<string, string | null>, end: string): string[] {
  const way: string[] = [];
  for (let at: string | null | undefined = end; at; at = came.get(at)) way.unshift(at);
  return way;
}
