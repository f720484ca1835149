import type { Figure } from "../shared/figure.ts";
import { watchBare, watchOurs } from "../shared/streams.ts";

/** From a child's line to its readers, many runs at once. */
export const lines: Figure = {
  name: "lines",
  title: "50 live runs × 20 readers, 10 lines/s each",
  async run(bench) {
    const crowd = { runs: 50, readers_each: 20, lines: bench.pick(300, 25), per_second: 10 };
    const ours = await watchOurs(bench, crowd);
    const bare = await watchBare(bench, crowd);
    const [our, their] = [ours.latency, bare.latency];
    return [
      { what: "line written → reader has it, p50", ours: our.p50, bare: their.p50, unit: "ms", mark: { at_most: 5 } },
      { what: "line written → reader has it, p99", ours: our.p99, bare: their.p99, unit: "ms", mark: { at_most: 50 } },
      { what: "lines lost", ours: ours.lost, bare: bare.lost, unit: "", mark: { exactly: 0 } },
      { what: "lines out of order", ours: ours.out_of_order, bare: bare.out_of_order, unit: "", mark: { exactly: 0 } },
      { what: "server CPU", ours: ours.cpu_s, bare: bare.cpu_s, unit: "s" },
    ];
  },
};
