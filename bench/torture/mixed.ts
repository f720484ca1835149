import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { until } from "~/testing/until.ts";
import { Home } from "./home.ts";
import { layStage, MixedLoad, writtenIn } from "./mixed-load.ts";
import { rounds, type Script } from "./script.ts";
import { missingDeliveries } from "./steady.ts";

const RATES = { deliveries_per_second: 30, rest_ms: 20 };
const QUIET_MS = 120_000;
const UNDER_WAY = ["queued", "starting", "running"];
const RUN = ["sh", "-c", "for i in 1 2 3 4 5; do echo $i; sleep 0.05; done"];

export const mixed: Script = {
  name: "mixed",
  what: "deliveries, runs, streams, API writes and reads at once while the server is killed -9",
  async run(options) {
    const env = { SHUTDOWN_MODE: "detach", MAX_CONCURRENT_EXECUTIONS: "8" };
    await using home = await Home.open(options.root, { env });
    const stage = await layStage(home.client, RUN);
    const failures: string[] = [];
    let deliveries = 0;
    let runs = 0;
    const played = await rounds(options, { short: 3, usual: 200 }, async (round) => {
      const load = new MixedLoad(home.client, stage, RATES, await writtenIn(home.client, stage));
      await Bun.sleep(options.random() * 1_000);
      await home.crash();
      await load.end();
      const faults = [...load.faults, ...broken(home.dir, "quick_check")];
      const client = await home.start();
      const lost = missingDeliveries(home.dir, load.deliveries.accepted);
      if (lost.length > 0) faults.push(`${lost.length} deliveries were answered 202 and are gone`);
      faults.push(...(await lostRuns(client, load.runs)));
      const written = await writtenIn(client, stage);
      if (written < load.written) faults.push(`${load.written} was written and answered; it says ${written}`);
      failures.push(...faults.map((fault) => `round ${round}: ${fault}`));
      deliveries += load.deliveries.accepted.length;
      runs += load.runs.length;
    });
    failures.push(...(await stuck(home.client)), ...broken(home.dir, "integrity_check"));
    const figure = `${deliveries} deliveries and ${runs} runs acknowledged: 0 lost, 0 stuck, integrity ok`;
    return { rounds: played, failures, figure: failures.length === 0 ? figure : `${failures.length} faults` };
  },
};

function broken(data_dir: string, check: "quick_check" | "integrity_check"): string[] {
  using db = new Database(join(data_dir, "agented.db"));
  const rows = db.query<Record<string, string>, []>(`PRAGMA ${check}`).all();
  return rows.flatMap((row) => Object.values(row)).filter((word) => word !== "ok");
}

async function lostRuns(client: Client, ids: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(ids.map((id) => client.fetch(`/admin/executions/${id}`)));
  return answers.flatMap(({ status }, at) => (status === 200 ? [] : `${ids[at]} was answered 202 and is ${status}`));
}

/** Whatever has not ended while for a long time nothing did: how long all of it takes is the machine's affair. */
async function stuck(client: Client): Promise<string[]> {
  const underWay = async () => {
    const pages = UNDER_WAY.map((status) => client.call("GET", `/admin/executions?status=${status}`));
    return (await Promise.all(pages)).flatMap(({ executions }) => executions);
  };
  const depth = async () => (await client.call("GET", "/admin/queue")).depth;
  const shorter = async (before: number) => (await depth()) < before || (await underWay()).length === 0;
  for (let before = await depth(), moves = true; before > 0 && moves; before = await depth())
    moves = await until("something to start", () => shorter(before), QUIET_MS).catch(() => false);
  await until("everything to end", async () => (await underWay()).length === 0, QUIET_MS).catch(() => {});
  return (await underWay()).map(({ id, status }) => `${id} is ${status} for ever`);
}
