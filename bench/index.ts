import { parseArgs } from "node:util";
import { figures } from "./figures/index.ts";
import { Bench } from "./shared/bench.ts";
import { sleep } from "./shared/clock.ts";
import type { Figure } from "./shared/figure.ts";
import { describeRun } from "./shared/machine.ts";
import { allPass, type Outcome, tableOf } from "./shared/table.ts";

const USAGE = `bun bench/index.ts [--short] [--write] [${figures.map(({ name }) => name).join("|")}]…`;
const DEADLINE_MS = { full: 10 * 60_000, short: 120_000 };

/** One figure, bounded: what it started is ended whether it came to its end or not. */
async function take(figure: Figure, short: boolean, interrupted: Promise<never>): Promise<Outcome> {
  await using bench = new Bench(short);
  const deadline_ms = short ? DEADLINE_MS.short : DEADLINE_MS.full;
  const late = sleep(deadline_ms).then(() => Promise.reject(new Error(`not done after ${deadline_ms / 1000} s`)));
  late.catch(() => {});
  try {
    return { figure, rows: await Promise.race([figure.run(bench), late, interrupted]) };
  } catch (error) {
    return { figure, rows: [], broke: error instanceof Error ? error.message : String(error) };
  }
}

/** Ctrl-C breaks off the figure under way and all that would follow. */
function interruption(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => reject(new Error(`${signal}`)));
  return promise;
}

async function main(): Promise<number> {
  const options = { short: { type: "boolean", default: false }, write: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknown = positionals.filter((name) => !figures.some((figure) => figure.name === name));
  if (unknown.length > 0) {
    console.error(`No figure is called ${unknown.join(", ")}.\n${USAGE}`);
    return 2;
  }
  const interrupted = interruption();
  const about = describeRun();
  const outcomes: Outcome[] = [];
  for (const figure of figures.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const outcome = await take(figure, values.short, interrupted);
    outcomes.push(outcome);
    console.log(tableOf([outcome]));
  }
  if (values.write) {
    const kind = values.short ? "Short runs: they show that the scripts work, not what the server does." : "";
    const text = `# Figures\n\n${about.map((line) => `- ${line}\n`).join("")}\n${kind && `${kind}\n\n`}${tableOf(outcomes)}`;
    await Bun.write(new URL("RESULTS.md", import.meta.url), text);
  }
  return allPass(outcomes) ? 0 : 1;
}

process.exit(await main());
