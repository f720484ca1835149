import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Bench } from "../shared/bench.ts";
import { sleep, wallMs } from "../shared/clock.ts";
import type { Figure } from "../shared/figure.ts";
import { layQueue } from "../shared/history.ts";
import type { Server } from "../shared/server.ts";

const QUEUED = 10_000;
const AT_ONCE = 10;

/** How fast a long queue gets shorter. */
export const queue: Figure = {
  name: "queue",
  title: `${QUEUED} queued runs of \`true\`, ${AT_ONCE} at once`,
  async run(bench) {
    const seconds = bench.pick(30, 2);
    const plain = await drainOurs(bench, seconds, 0);
    const behind = await drainOurs(bench, seconds, QUEUED);
    const job = { seconds, at_once: AT_ONCE };
    const bare = await bench.job<unknown, never, number>("bare-drain.ts", job).result;
    return [
      { what: "runs ended, first to last", ours: plain, bare, unit: "/s" },
      { what: `the same behind ${QUEUED} that wait for their trigger`, ours: behind, bare, unit: "/s" },
    ];
  },
};

/** With so many ahead in the queue that may not start, because their trigger's one place is taken. */
async function drainOurs(bench: Bench, seconds: number, held: number): Promise<number> {
  const first = await bench.server();
  await first.stop();
  layQueue(join(first.data_dir, "agented.db"), { free: QUEUED, held, cwd: bench.dir });
  const server = await bench.server({ AGENTED_DATA_DIR: first.data_dir, MAX_CONCURRENT_EXECUTIONS: String(AT_ONCE) });
  await sleep(bench.pick(3_000, 500));
  const begin = wallMs();
  const before = endedIn(server);
  await sleep(seconds * 1000);
  const rate = ((endedIn(server) - before) * 1000) / (wallMs() - begin);
  await server.stop();
  return rate;
}

function endedIn({ data_dir }: Server): number {
  using db = new Database(join(data_dir, "agented.db"), { readonly: true });
  const count = db.query<{ count: number }, []>("SELECT count(*) AS count FROM executions WHERE status = 'succeeded'");
  return count.get()?.count ?? 0;
}
