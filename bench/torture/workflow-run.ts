import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { ITEMS, STATUSES, TWELVE } from "./workflow-graph.ts";

const ENDED_MS = 60_000;
const LOOK_MS = 20;

/** Answers the id of the workflow. */
export async function publish(client: Client): Promise<string> {
  const { id } = await client.call("POST", "/admin/workflows", { name: "twelve", graph: TWELVE }, 201);
  await client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
  return id;
}

export interface Run {
  status: string;
  reason: string;
  nodes: { node_id: string; item: number; status: string }[];
}

/** Undefined when the server is gone. */
export const look = (client: Client, run_id: string): Promise<Run | undefined> =>
  client.call("GET", `/admin/runs/${run_id}`).catch(() => undefined);

/** How the approval stands. */
export const stateOf = (run: Run) => run.nodes.find(({ node_id }) => node_id === "ask")?.status;

/** Approves as soon as it is asked, until that is answered, the run has ended or the server is gone. */
export async function decided(client: Client, run_id: string, signal: AbortSignal): Promise<void> {
  for (let run = await look(client, run_id); run && !signal.aborted; run = await look(client, run_id)) {
    if (run.status !== "running" && run.status !== "queued") return;
    if (stateOf(run) === "succeeded") return;
    if (stateOf(run) === "waiting")
      await client.call("POST", `/admin/runs/${run_id}/nodes/ask/decision`, { approve: true }, 200).catch(() => {});
    else await Bun.sleep(LOOK_MS);
  }
}

/** Undefined when it does not end in a minute. */
export async function endedRun(client: Client, run_id: string): Promise<Run | undefined> {
  const deadline = performance.now() + ENDED_MS;
  while (performance.now() < deadline) {
    const run = await look(client, run_id);
    if (run && run.status !== "running" && run.status !== "queued") return run;
    await Bun.sleep(LOOK_MS);
  }
  return undefined;
}

/** What each node that has ended wrote, in the run's own directory. */
export function marksOf(dir: string, run_id: string): string[] {
  return readFileSync(join(dir, "workspaces", run_id, "marks"), "utf8")
    .trim()
    .split("\n");
}

/** What is not as it should be when every step was done once. */
export function faultsOfRun({ status, reason, nodes }: Run, marks: string[]): string[] {
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
