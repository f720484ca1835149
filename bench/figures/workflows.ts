import type { Bench } from "../shared/bench.ts";
import type { Figure, Row } from "../shared/figure.ts";
import { denseGraph, lineOf } from "../shared/graphs.ts";
import type { Planned, Planning } from "../shared/jobs/plan.ts";
import type { Server } from "../shared/server.ts";

const NODES = 1_000;
const EDGES = 10_000;

/** What a run costs beside what it runs. */
export const workflows: Figure = {
  name: "workflows",
  title: `workflows: a graph of ${NODES} nodes and ${EDGES} edges, nodes that do nothing, and commands in a line`,
  async run(bench) {
    const server = await bench.server();
    return [
      ...(await plan(bench)),
      await noOps(server, "in a line", lineOf(NODES, noOp)),
      await noOps(server, "side by side", { nodes: Array.from({ length: NODES }, (_, i) => noOp(i)) }),
      await noOps(server, `with ${EDGES} edges`, denseGraph(NODES, EDGES, noOp)),
      await siblings(server),
      ...(await overhead(server, bench.pick(100, 10))),
    ];
  },
};

const noOp = (i: number) => ({ id: `n${i}`, kind: "transform", value: i });
const command =
  (...command: string[]) =>
  (i: number) => ({ id: `n${i}`, kind: "command", command });

async function plan(bench: Bench): Promise<Row[]> {
  const planning = { nodes: NODES, edges: EDGES, times: bench.pick(20, 3) };
  const { walked_ms, checked_ms } = await bench.job<Planning, never, Planned>("plan.ts", planning).result;
  return [
    { what: "planned, and walked from end to end, p50", ours: walked_ms, unit: "ms", mark: { at_most: 50 } },
    { what: "looked through before it is published, p50", ours: checked_ms, unit: "ms" },
  ];
}

async function noOps(server: Server, how: string, graph: object): Promise<Row> {
  const ms = await timed(server, graph);
  return { what: `nodes that do nothing, ${how}`, ours: NODES / (ms / 1_000), unit: "/s", mark: { at_least: 500 } };
}

async function siblings(server: Server): Promise<Row> {
  const ms = await timed(server, { nodes: [0, 1, 2].map(command("sleep", "1")) });
  return { what: "three siblings of a second each", ours: ms / 1_000, bare: 1, unit: "s", mark: { at_most: 1.5 } };
}

/** The same program so many times, one after the other, as one workflow and as executions that are asked for. */
async function overhead(server: Server, count: number): Promise<Row[]> {
  const { client } = server;
  const ours = await timed(server, lineOf(count, command("true")));
  const { id } = await client.trigger({ backend_config: { command: ["true"] } });
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message: "" });
    await toEnd(server, `/admin/executions/${execution_id}/stream`);
  }
  const bare = performance.now() - began;
  return [
    {
      what: `a command, ${count} in a line; bare: as many executions`,
      ours: ours / count,
      bare: bare / count,
      unit: "ms",
    },
  ];
}

/** How long a run of a graph takes, by the clock of whoever waits for it. */
async function timed(server: Server, graph: object): Promise<number> {
  const { client } = server;
  const { id } = await client.call("POST", "/admin/workflows", { name: "bench", graph }, 201);
  await client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
  const began = performance.now();
  const { run_id } = await client.call("POST", `/admin/workflows/${id}/runs`, {});
  await toEnd(server, `/admin/runs/${run_id}/stream`);
  const ms = performance.now() - began;
  const { status } = await client.call("GET", `/admin/runs/${run_id}`);
  if (status !== "succeeded") throw new Error(`${run_id} is ${status}`);
  return ms;
}

async function toEnd({ client }: Server, path: string): Promise<void> {
  await (await client.fetch(path, { headers: { Accept: "text/plain" } })).text();
}
