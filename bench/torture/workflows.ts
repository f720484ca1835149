import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { highest } from "./figures.ts";
import { Home } from "./home.ts";
import type { Random } from "./random.ts";
import { rounds, type Script } from "./script.ts";
import { ITEMS, STATUSES, TWELVE } from "./workflow-graph.ts";

const READY_MS = 2_000;
const ENDED_MS = 60_000;
const LOOK_MS = 20;

export const workflows: Script = {
  name: "workflows",
  what: "a graph of 12 nodes with branches, a map of 8 and an approval while the server is killed -9 in mid-run",
  async run(options) {
    await using home = await Home.open(options.root);
    const id = await publish(home.client);
    const failures: string[] = [];
    let kills = 0;
    const played = await rounds(options, { short: 1, usual: 50, long: 200 }, async (round) => {
      const { run_id } = await home.client.call("POST", `/admin/workflows/${id}/runs`, {});
      const moments = await tormented(home, run_id, options.random);
      kills += moments.length;
      const run = await ended(home.client, run_id);
      const faults = run ? faultsOf(run, marksOf(home, run_id)) : ["it has not ended"];
      failures.push(...faults.map((fault) => `round ${round}, ${run_id}, killed ${moments.join(", ")}: ${fault}`));
    });
    const late = home.starts_ms.filter((ms) => ms > READY_MS);
    if (late.length > 0) failures.push(`${late.length} starts took longer than ${READY_MS} ms`);
    const ready = `ready max ${highest(home.starts_ms).toFixed(0)} ms (${READY_MS})`;
    return { rounds: played, failures, figure: `${played} runs over ${kills} kills, each step once; ${ready}` };
  },
};

async function publish(client: Client): Promise<string> {
  const { id } = await client.call("POST", "/admin/workflows", { name: "twelve", graph: TWELVE }, 201);
  await client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
  return id;
}

/** Kills it once while the nodes run, and half of the time again about when somebody decides. */
async function tormented(home: Home, run_id: string, random: Random): Promise<string[]> {
  const first = random() * 1_500;
  const moments = [`after ${first.toFixed(1)} ms`];
  const deciding = new AbortController();
  const early = decided(home.client, run_id, deciding.signal);
  await Bun.sleep(first);
  await home.crash();
  deciding.abort();
  await early;
  await home.start();
  const again = random() < 0.5;
  const until = decided(home.client, run_id, AbortSignal.timeout(ENDED_MS));
  if (again) {
    await asked(home.client, run_id);
    const ms = random() * 30;
    await Bun.sleep(ms);
    await home.crash();
    moments.push(`${ms.toFixed(1)} ms about the decision`);
  }
  await until;
  if (again) {
    await home.start();
    await decided(home.client, run_id, AbortSignal.timeout(ENDED_MS));
  }
  return moments;
}

interface Run {
  status: string;
  reason: string;
  nodes: { node_id: string; item: number; status: string }[];
}

/** Undefined when the server is gone. */
const look = (client: Client, run_id: string): Promise<Run | undefined> =>
  client.call("GET", `/admin/runs/${run_id}`).catch(() => undefined);

const stateOf = (run: Run) => run.nodes.find(({ node_id }) => node_id === "ask")?.status;

/** Approves as soon as it is asked, until that is answered, the run has ended or the server is gone. */
async function decided(client: Client, run_id: string, signal: AbortSignal): Promise<void> {
  for (let run = await look(client, run_id); run && !signal.aborted; run = await look(client, run_id)) {
    if (run.status !== "running" && run.status !== "queued") return;
    if (stateOf(run) === "succeeded") return;
    if (stateOf(run) === "waiting")
      await client.call("POST", `/admin/runs/${run_id}/nodes/ask/decision`, { approve: true }, 200).catch(() => {});
    else await Bun.sleep(LOOK_MS);
  }
}

async function asked(client: Client, run_id: string): Promise<void> {
  for (let run = await look(client, run_id); run && run.status === "running"; run = await look(client, run_id)) {
    if (["waiting", "succeeded"].includes(stateOf(run) ?? "")) return;
    await Bun.sleep(1);
  }
}

async function ended(client: Client, run_id: string): Promise<Run | undefined> {
  const deadline = performance.now() + ENDED_MS;
  while (performance.now() < deadline) {
    const run = await look(client, run_id);
    if (run && run.status !== "running" && run.status !== "queued") return run;
    await Bun.sleep(LOOK_MS);
  }
  return undefined;
}

/** What each node that has ended wrote, in the run's own directory. */
function marksOf(home: Home, run_id: string): string[] {
  return readFileSync(join(home.dir, "workspaces", run_id, "marks"), "utf8")
    .trim()
    .split("\n");
}

function faultsOf({ status, reason, nodes }: Run, marks: string[]): string[] {
  const faults: string[] = [];
  if (status !== "succeeded" || reason !== "with_errors") faults.push(`it is ${status}, ${reason}`);
  for (const [node_id, expected] of Object.entries(STATUSES)) {
    const rows = nodes.filter((node) => node.node_id === node_id && node.item < 0);
    if (rows.length !== 1 || rows[0]?.status !== expected)
      faults.push(`${node_id} is ${rows.map((row) => row.status)}, not ${expected}`);
  }
  const items = nodes.filter(({ item, status }) => item >= 0 && status === "succeeded");
  if (items.length !== ITEMS) faults.push(`${items.length} items of ${ITEMS} succeeded`);
  const steps = ["seed", "yes", "join", "fail", "mend", "gather", "done"];
  for (const step of [...steps, ...Array.from({ length: ITEMS }, (_, i) => `item ${i}`)]) {
    const times = marks.filter((mark) => mark === step).length;
    if (times !== 1) faults.push(`${step} was done ${times} times`);
  }
  if (marks.includes("no")) faults.push("the way that was not taken was gone");
  return faults;
}
