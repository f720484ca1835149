import type { Bench } from "../shared/bench.ts";
import type { Figure } from "../shared/figure.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";
import { summarize } from "../shared/numbers.ts";

const SECRET = "bench-webhook-secret";
const PER_SECOND = 5;

/** From a delivery to the first thing its child does: it says what time it is. */
export const spawn: Figure = {
  name: "spawn",
  title: `delivery → process spawned, ${PER_SECOND}/s, by the child's own clock`,
  async run(bench) {
    const count = bench.pick(200, 20);
    const bare_delays = await bench.job<unknown, never, number[]>("bare-spawns.ts", { count, per_second: PER_SECOND })
      .result;
    const ours = summarize(await ourDelays(bench, count));
    const bare = summarize(bare_delays);
    return [
      { what: "sent → spawned, p50", ours: ours.p50, bare: bare.p50, unit: "ms" },
      { what: "sent → spawned, p95", ours: ours.p95, bare: bare.p95, unit: "ms", mark: { at_most: 50 } },
      { what: "deliveries that spawned", ours: ours.count, unit: "", mark: { exactly: count } },
    ];
  },
};

async function ourDelays(bench: Bench, count: number): Promise<number[]> {
  const { client } = await bench.server();
  await client.trigger({
    source: { kind: "webhook", secret: SECRET },
    backend_config: { command: ["date", "+%s%N"] },
  });
  const asking = { url: `${client.url}/`, secret: SECRET, per_second: PER_SECOND };
  await bench.job<Asking, never, Asked>("ask.ts", { ...asking, seconds: 1 }).result;
  const seconds = count / PER_SECOND;
  const { kept } = await bench.job<Asking, never, Asked>("ask.ts", { ...asking, seconds, keep: true }).result;
  const delays: number[] = [];
  for (const { at, body } of kept) {
    const { execution_ids } = JSON.parse(body) as { execution_ids: string[] };
    for (const id of execution_ids) {
      await client.finished(id);
      for (const line of await client.lines(id)) delays.push(Number(line) / 1e6 - at);
    }
  }
  return delays;
}
