import { resolve } from "node:path";
import { verifyBackup } from "~/backups/index.ts";
import { openToRead } from "~/db/check.ts";
import { Client } from "~/testing/client.ts";
import { percentile } from "./figures.ts";
import { Home } from "./home.ts";
import { KEY } from "./launch.ts";
import { rounds, type Script } from "./script.ts";

const STORM = resolve(import.meta.dir, "storm.ts");
const MIGRATIONS = resolve(import.meta.dir, "../../drizzle");
const HEALTH_MS = 100;

export const backup: Script = {
  name: "backup",
  what: "backups while 5,000 transactions a second are written",
  async run(options) {
    const env = { STORM_MB: options.short ? "20" : "500", MIN_FREE_DISK_BYTES: "0" };
    await using home = await Home.open(options.root, { env, main: STORM });
    const failures: string[] = [];
    const health: number[] = [];
    let over = false;
    const watch = watchHealth(home.client, health, () => over);
    const played = await rounds(options, { short: 3, usual: 30 }, async (round) => {
      const { id } = await home.client.call("POST", "/admin/backups");
      const { status, path, failure } = await made(home.client, id);
      if (status !== "done") return void failures.push(`backup ${round} is ${status}: ${failure}`);
      const { faults } = verifyBackup(path, MIGRATIONS);
      failures.push(...[...faults, ...torn(path)].map((fault) => `backup ${round}: ${fault}`));
      await home.client.call("DELETE", `/admin/backups/${id}`, undefined, 204);
    });
    over = true;
    await watch;
    const rate = await rateOf(home);
    const p99 = percentile(health, 0.99);
    // Of a hundred answers one is the p99: the short form tells it, and judges nothing by it.
    if (!options.short && p99 > HEALTH_MS) failures.push(`health p99 ${p99.toFixed(0)} ms`);
    return { rounds: played, failures, figure: `${rate}; health p99 ${p99.toFixed(0)} ms (100) of ${health.length}` };
  },
};

async function made(client: Client, id: string) {
  for (;;) {
    const backup = await client.call("GET", `/admin/backups/${id}`);
    if (backup.status !== "running") return backup;
    await Bun.sleep(20);
  }
}

/** As the storm says when it is asked. */
async function rateOf(home: Home): Promise<string> {
  process.kill(home.pid, "SIGUSR2");
  const said = () => /storm: (\d+ transactions\/s)/.exec(home.printed())?.[1];
  while (!said()) await Bun.sleep(10);
  return said() ?? "";
}

/** What one transaction wrote is in it as a whole. */
function torn(path: string): string[] {
  using database = openToRead(`${path}/agented.db`);
  const rows = database.query<{ value: string }, []>("SELECT value FROM server_state WHERE key LIKE 'storm %'").all();
  const [one, other] = rows.map(({ value }) => value);
  return one !== undefined && one === other ? [] : [`one transaction is in it by half: ${one} and ${other}`];
}

async function watchHealth(client: Client, health: number[], over: () => boolean): Promise<void> {
  const probe = new Client(client.url, KEY);
  while (!over()) {
    const began = performance.now();
    await probe.call("GET", "/health/liveness");
    health.push(performance.now() - began);
    await Bun.sleep(5);
  }
}
