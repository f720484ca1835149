import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../shared/bench.ts";
import type { Figure } from "../shared/figure.ts";
import { layExecutions } from "../shared/history.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";

/** What watching a long history costs; the bare server's part is an answer that reads nothing. */
export const scrape: Figure = {
  name: "scrape",
  title: "GET /metrics and /health/readiness over 1,000,000 executions",
  async run(bench) {
    const data_dir = mkdtempSync(join(bench.dir, "history-"));
    layExecutions(join(data_dir, "agented.db"), bench.pick(1_000_000, 100_000));
    const { client } = await bench.server({ AGENTED_DATA_DIR: data_dir });
    const ask = (path: string) => latencyOf(bench, client.url + path, client.key);
    const bare = await ask("/health/liveness");
    const metrics = await ask("/metrics");
    const readiness = await ask("/health/readiness");
    return [
      { what: "metrics, p50", ours: metrics.p50, bare: bare.p50, unit: "ms" },
      { what: "metrics, p99", ours: metrics.p99, bare: bare.p99, unit: "ms", mark: { at_most: 20 } },
      { what: "readiness, p99", ours: readiness.p99, bare: bare.p99, unit: "ms" },
    ];
  },
};

async function latencyOf(bench: Bench, url: string, key: string) {
  const asking = { url, headers: { "X-API-Key": key }, per_second: 20, seconds: bench.pick(15, 2) };
  const { latency, statuses, sent } = await bench.job<Asking, never, Asked>("ask.ts", asking).result;
  if (statuses["200"] !== sent) throw new Error(`${url} was answered ${JSON.stringify(statuses)}`);
  return latency;
}
