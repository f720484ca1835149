import { highest } from "./figures.ts";
import { type Flooded, flood, floods } from "./output-floods.ts";
import { judgeOddities } from "./output-oddities.ts";
import type { Script } from "./script.ts";

export const output: Script = {
  name: "output",
  what: "1 GiB of output (short: 32 MiB), with and without newlines; bytes that are no text; JSON that is none",
  async run(options) {
    const { count, faults } = await judgeOddities(options);
    const told: Flooded[] = [];
    for (const one of floods) {
      const flooded = await flood(options, one);
      faults.push(...flooded.faults.map((fault) => `${one.name}: ${fault}`));
      told.push(flooded);
    }
    const mb = highest(told.map(({ grown_mb }) => grown_mb)).toFixed(0);
    const [health, bare] = [told.map(({ health_ms }) => health_ms), told.map(({ bare_ms }) => bare_ms)].map(highest);
    const figure = `${mb} MB more (100), health p99 ${health?.toFixed(0)} ms (100 over a bare server's ${bare?.toFixed(0)})`;
    return { rounds: count + told.length, failures: faults, figure };
  },
};
