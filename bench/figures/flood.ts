import type { Figure } from "../shared/figure.ts";
import { watchBare, watchOurs } from "../shared/streams.ts";

/** One run that prints as fast as a build does. */
export const flood: Figure = {
  name: "flood",
  title: "10,000 lines/s from one run, 5 readers",
  async run(bench) {
    const seconds = bench.pick(60, 3);
    const crowd = { runs: 1, readers_each: 5, lines: 10_000 * seconds, per_second: 10_000 };
    const ours = await watchOurs(bench, crowd);
    const bare = await watchBare(bench, crowd);
    const all = crowd.lines * crowd.readers_each;
    const [our, their] = [ours.latency, bare.latency];
    return [
      { what: "lines read by all readers", ours: our.count, bare: their.count, unit: "", mark: { exactly: all } },
      { what: "lines lost", ours: ours.lost, bare: bare.lost, unit: "", mark: { exactly: 0 } },
      { what: "lines out of order", ours: ours.out_of_order, bare: bare.out_of_order, unit: "", mark: { exactly: 0 } },
      { what: "line written → reader has it, p50", ours: our.p50, bare: their.p50, unit: "ms" },
      { what: "line written → reader has it, p99", ours: our.p99, bare: their.p99, unit: "ms", mark: { at_most: 500 } },
      {
        what: "server CPU, cores",
        ours: ours.cpu_s / seconds,
        bare: bare.cpu_s / seconds,
        unit: "",
        mark: { at_most: 1 },
      },
    ];
  },
};
