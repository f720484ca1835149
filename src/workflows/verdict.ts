import type { Course } from "./course.ts";
import type { Graph } from "./graph.ts";
import type { Outcome } from "./kinds/kind.ts";
import { leftBy } from "./left.ts";
import { isFailure } from "./status.ts";
import type { Standing } from "./store.ts";
import { isHandled } from "./walk.ts";

export interface Verdict {
  status: Outcome["status"];
  reason: string | null;
  detail: string | null;
  output?: unknown;
}

/** What became of a run whose nodes have all ended: a failure that nothing provides for is the run's. */
export function verdictOf(course: Course): Verdict {
  const { run, rows } = course;
  const ended = [...rows.values()].filter(({ item, status }) => item < 0 && status !== "skipped");
  const failed = ended.filter(({ status }) => isFailure(status));
  const cancelled = ended.find(({ status }) => status === "cancelled");
  const fatal =
    failed.find(({ node_id }) => !isHandled(run.graph, node_id)) ??
    (failed.length === ended.length ? failed[0] : undefined);
  const output = outputOf(course, run.graph.edges, ended);
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

/** What the last nodes left: of one its own, of several by their names. A way that nobody went makes nobody an earlier one. */
function outputOf(course: Course, edges: Graph["edges"], ended: readonly Standing[]): unknown {
  const ran = new Set(ended.map(({ node_id }) => node_id));
  const earlier = new Set(edges.flatMap(({ from, to }) => (ran.has(to) ? from : [])));
  const last = ended.filter(({ node_id, status }) => status === "succeeded" && !earlier.has(node_id));
  const left = leftBy(
    course,
    last.map(({ node_id }) => node_id),
  );
  const [only, ...others] = last.map(({ node_id }) => left.get(node_id));
  if (others.length === 0) return only ?? null;
  return Object.fromEntries(last.map(({ node_id }) => [node_id, left.get(node_id)]));
}
