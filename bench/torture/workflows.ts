import type { Client } from "~/testing/client.ts";
import { highest } from "./figures.ts";
import { Home } from "./home.ts";
import type { Random } from "./random.ts";
import { rounds, type Script } from "./script.ts";
import { decided, endedRun, faultsOfRun, look, marksOf, publish, stateOf } from "./workflow-run.ts";

const READY_MS = 2_000;
const ENDED_MS = 60_000;

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
      const run = await endedRun(home.client, run_id);
      const faults = run ? faultsOfRun(run, marksOf(home.dir, run_id)) : ["it has not ended"];
      failures.push(...faults.map((fault) => `round ${round}, ${run_id}, killed ${moments.join(", ")}: ${fault}`));
    });
    const late = home.starts_ms.filter((ms) => ms > READY_MS);
    if (late.length > 0) failures.push(`${late.length} starts took longer than ${READY_MS} ms`);
    const ready = `ready max ${highest(home.starts_ms).toFixed(0)} ms (${READY_MS})`;
    return { rounds: played, failures, figure: `${played} runs over ${kills} kills, each step once; ${ready}` };
  },
};

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

async function asked(client: Client, run_id: string): Promise<void> {
  for (let run = await look(client, run_id); run && run.status === "running"; run = await look(client, run_id)) {
    if (["waiting", "succeeded"].includes(stateOf(run) ?? "")) return;
    await Bun.sleep(1);
  }
}
