import { Home } from "./home.ts";
import { layStage, MixedLoad } from "./mixed-load.ts";
import { openFiles, ownMb } from "./procs.ts";
import type { Script } from "./script.ts";

const RATES = { deliveries_per_second: 5, rest_ms: 200 };
/**
 * Until the pages of a database that has grown fill the cache for them, and the allocator has had some thousand runs to
 * settle: till then memory grows by design.
 */
const WARMING = { deliveries_per_second: 20, rest_ms: 0 };
const RUN = ["sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i; sleep 0.1; done"];
const MOST_MB_PER_HOUR = 5;
const MOST_FDS = 10;
const HOUR_S = 3_600;

/** When a sample was taken, in seconds since the beginning, and the least memory seen in its window. */
interface Sample {
  at_s: number;
  mb: number;
}

export const soak: Script = {
  name: "soak",
  what: "half an hour of deliveries, runs with readers, writes and reads: what the server's memory does",
  async run({ root, short }) {
    await using home = await Home.open(root, { env: { MAX_CONCURRENT_EXECUTIONS: "4" } });
    const stage = await layStage(home.client, RUN);
    const plan = short
      ? { warm_up_s: 3, measured_s: 6, window_s: 2 }
      : { warm_up_s: 300, measured_s: 1_500, window_s: 60 };
    const warming = new MixedLoad(home.client, stage, WARMING);
    await Bun.sleep(plan.warm_up_s * 1_000);
    await warming.end();
    const load = new MixedLoad(home.client, stage, RATES, warming.written);
    const fds_before = openFiles(home.pid).length;
    const samples = await watch(home.pid, plan);
    const fds = openFiles(home.pid).length - fds_before;
    await load.end();
    const failures = [...warming.faults, ...load.faults];
    const slope = slopeOf(samples) * HOUR_S;
    const most = Math.max(...samples.map(({ mb }) => mb));
    // In seconds it is the warming up that is seen.
    if (!short && slope > MOST_MB_PER_HOUR) failures.push(`memory grows by ${slope.toFixed(1)} MB an hour`);
    if (fds > MOST_FDS) failures.push(`${fds} descriptors more`);
    if (load.runs.length === 0 || load.written === 0 || load.deliveries.accepted.length === 0)
      failures.push("the load did not work");
    const work = `${load.deliveries.accepted.length} deliveries, ${load.runs.length} runs, ${load.written} writes`;
    const figure = `${slope.toFixed(1)} MB/h (${MOST_MB_PER_HOUR}), at most ${most.toFixed(0)} MB, ${fds} fds more (${MOST_FDS}); ${work}`;
    return { rounds: 1, failures, figure };
  },
};

/** The least of each window: what is in use, without what the collector has not yet taken. */
async function watch(
  pid: number,
  { measured_s, window_s }: { measured_s: number; window_s: number },
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let at_s = 0; at_s < measured_s; at_s += window_s) {
    let mb = Number.POSITIVE_INFINITY;
    for (const until = performance.now() + window_s * 1_000; performance.now() < until; await Bun.sleep(250))
      mb = Math.min(mb, ownMb(pid));
    samples.push({ at_s, mb });
  }
  return samples;
}

/** Least squares, in MB a second. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = mean(samples.map(({ at_s }) => at_s));
  const mb = mean(samples.map((sample) => sample.mb));
  const over = samples.reduce((sum, sample) => sum + (sample.at_s - at) * (sample.mb - mb), 0);
  const under = samples.reduce((sum, { at_s }) => sum + (at_s - at) ** 2, 0);
  return over / under;
}
