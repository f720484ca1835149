import type { Figure } from "../shared/figure.ts";
import { watchBare, watchOurs } from "../shared/streams.ts";

/** One run that everybody looks at. */
export const readers: Figure = {
  name: "readers",
  title: "1,000 readers of one run, 100 lines/s",
  async run(bench) {
    const crowd = { runs: 1, readers_each: 1_000, lines: bench.pick(3_000, 300), per_second: 100 };
    const ours = await watchOurs(bench, crowd);
    const bare = await watchBare(bench, crowd);
    const [our, their] = [ours.latency, bare.latency];
    return [
      { what: "lines lost", ours: ours.lost, bare: bare.lost, unit: "", mark: { exactly: 0 } },
      { what: "lines out of order", ours: ours.out_of_order, bare: bare.out_of_order, unit: "", mark: { exactly: 0 } },
      {
        what: "readers told of the end",
        ours: ours.completed,
        bare: bare.completed,
        unit: "",
        mark: { exactly: 1_000 },
      },
      { what: "memory grown", ours: ours.grown_mb, bare: bare.grown_mb, unit: "MB", mark: { at_most: 100 } },
      { what: "line written → reader has it, p99", ours: our.p99, bare: their.p99, unit: "ms" },
      { what: "server CPU", ours: ours.cpu_s, bare: bare.cpu_s, unit: "s" },
    ];
  },
};
