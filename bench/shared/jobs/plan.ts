import { mistakesIn } from "~/workflows/check.ts";
import { Graph } from "~/workflows/graph.ts";
import { Walk } from "~/workflows/walk.ts";
import { denseGraph } from "../graphs.ts";
import { jobInput, tell } from "../job.ts";
import { summarize } from "../numbers.ts";

export interface Planning {
  nodes: number;
  edges: number;
  times: number;
}

export interface Planned {
  walked_ms: number;
  checked_ms: number;
}

const { nodes, edges, times } = jobInput<Planning>();
const asking = (i: number) => ({ id: `n${i}`, kind: "transform", value: i === 0 ? 0 : `{nodes.n${i - 1}.text}` });
const text = JSON.stringify(Graph.parse(denseGraph(nodes, edges, asking)));

function once(): [walked_ms: number, checked_ms: number] {
  const began = performance.now();
  const walk = new Walk(JSON.parse(text) as Graph);
  for (const id of walk.ready) walk.settle(id, { status: "succeeded", port: null });
  const walked = performance.now();
  if (!walk.isOver) throw new Error("the walk has not come to its end");
  const mistakes = mistakesIn(Graph.parse(JSON.parse(text)));
  if (mistakes.length > 0) throw new Error(`the graph is wrong: ${mistakes[0]?.message}`);
  return [walked - began, performance.now() - walked];
}

const taken = Array.from({ length: times }, once);
const p50 = (at: 0 | 1) => summarize(taken.map((one) => one[at])).p50;
tell({ result: { walked_ms: p50(0), checked_ms: p50(1) } satisfies Planned });
