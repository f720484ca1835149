import type { Run, RunNode } from "../api.ts";

/** One line of the chart: it waited for its turn, then it was done. */
export interface Span {
  key: string;
  id: string;
  /** Which item of a map; -1 is a node itself. */
  item: number;
  status: RunNode["status"];
  queued: number;
  /** Null of what has not begun. */
  from: number | null;
  /** Null of what goes on. */
  to: number | null;
  note: string;
}

/** What a run spent its time on, by the order in which its nodes came up; what was skipped took none. */
export function spansOf({ nodes }: Pick<Run, "nodes">): Span[] {
  const shown = nodes.filter(({ status }) => status !== "skipped");
  const whole = shown.filter(({ item }) => item < 0).toSorted(byTime);
  return whole.flatMap((node) => [
    spanOf(node),
    ...shown
      .filter(({ node_id, item }) => node_id === node.node_id && item >= 0)
      .toSorted((a, b) => a.item - b.item)
      .map(spanOf),
  ]);
}

const byTime = (a: RunNode, b: RunNode) => begun(a) - begun(b);
const begun = ({ started_at, created_at }: RunNode) => Date.parse(started_at ?? created_at);

function spanOf({ node_id: id, item, status, created_at, started_at, ended_at, attempt, detail }: RunNode): Span {
  const tries = attempt > 1 ? `attempt ${attempt}` : "";
  return {
    ...{ key: `${id} ${item}`, id, item, status, queued: Date.parse(created_at) },
    from: started_at === null ? null : Date.parse(started_at),
    to: ended_at === null ? null : Date.parse(ended_at),
    note: [tries, detail].filter(Boolean).join(": "),
  };
}
