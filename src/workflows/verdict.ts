import type { Course } from "./course.ts";
import type { Outcome } from "./kinds/kind.ts";
import { isFailure } from "./status.ts";
import { isHandled } from "./walk.ts";

export interface Verdict {
  status: Outcome["status"];
  reason: string | null;
  detail: string | null;
  output?: unknown;
}

/** What became of a run whose nodes have all ended: a failure that nothing provides for is the run's. */
export function verdictOf({ run, rows }: Course): Verdict {
  const ended = [...rows.values()].filter(({ item, status }) => item < 0 && status !== "skipped");
  const failed = ended.filter(({ status }) => isFailure(status));
  const cancelled = ended.find(({ status }) => status === "cancelled");
  const fatal =
    failed.find(({ node_id }) => !isHandled(run.graph, node_id)) ??
    (failed.length === ended.length ? failed[0] : undefined);
  const output = outputOf(run.graph.edges, ended);
  if (fatal)
    return {
      status: "failed",
      reason: "node_failed",
      detail: `${fatal.node_id} ${fatal.status.replace("_", " ")}${fatal.detail ? `: ${fatal.detail}` : "."}`,
      output,
    };
  if (cancelled)
    return { status: "cancelled", reason: "node_cancelled", detail: `${cancelled.node_id} was cancelled.`, output };
  const [first] = failed;
  if (first)
    return {
      status: "succeeded",
      reason: "with_errors",
      detail: `${first.node_id} failed, which was provided for.`,
      output,
    };
  return { status: "succeeded", reason: null, detail: null, output };
}

/** What the last nodes left: of one its own, of several by their names. */
function outputOf(
  edges: readonly { from: string }[],
  ended: readonly { node_id: string; status: string; data: unknown; text: string | null }[],
): unknown {
  const inner = new Set(edges.map(({ from }) => from));
  const last = ended.filter(({ node_id, status }) => status === "succeeded" && !inner.has(node_id));
  const [only, ...others] = last.map((row) => row.data ?? row.text);
  if (others.length === 0) return only ?? null;
  return Object.fromEntries(last.map((row) => [row.node_id, row.data ?? row.text]));
}
