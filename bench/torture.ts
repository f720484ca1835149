import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { scripts } from "./torture/index.ts";
import { argvOf, killAll, leftovers } from "./torture/procs.ts";
import { seeded } from "./torture/random.ts";
import { HEAD, page, passed, RULE, type Told, tell } from "./torture/report.ts";
import type { Outcome, Script } from "./torture/script.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    rounds: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

const seed = Number(values.seed);
const { short, long } = values;
const most = values.rounds === undefined ? undefined : Number(values.rounds);
const chosen = scripts.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter((name) => !scripts.some((script) => script.name === name));
if (unknown.length > 0) throw new Error(`There is no script ${unknown.join(", ")}: ${scripts.map(({ name }) => name)}`);

const root = mkdtempSync(join(tmpdir(), "agented-torture-"));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abandon());

console.log(`seed ${seed}\n${HEAD}\n${RULE}`);
const told: Told[] = [];
for (const script of chosen) {
  const began = performance.now();
  const outcome = await play(script);
  const entry = { script, outcome, seconds: (performance.now() - began) / 1_000 };
  console.log(tell(entry));
  for (const failure of outcome.failures.slice(0, 20)) console.log(`  ${script.name}: ${failure}`);
  told.push(entry);
}
rmSync(root, { recursive: true, force: true });
const command = ["bun bench/torture.ts", ...process.argv.slice(2)].join(" ");
if (values.write) await Bun.write(join(import.meta.dir, "TORTURE.md"), `${page(told, seed, command)}\n`);

const failed = told.filter(({ outcome }) => !passed(outcome)).length;
console.log(`${told.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Whatever a script does, nothing of it stays. */
async function play(script: Script): Promise<Outcome> {
  const late = Bun.sleep(short ? 120_000 : 3_600_000).then(() => Promise.reject(new Error("it does not end")));
  late.catch(() => {});
  const running = script.run({ short, long, most, root, random: seeded(seed) });
  const outcome = await Promise.race([running, late]).catch((error: unknown) => {
    return { rounds: 0, failures: [`broke off: ${trace(error)}`], figure: "" };
  });
  const left = leftovers(root);
  const named = left.map((pid) => `left behind: ${pid} ${argvOf(pid).slice(0, 200)}`);
  killAll(left);
  return { ...outcome, failures: [...outcome.failures, ...named] };
}

function trace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function abandon(): never {
  killAll(leftovers(root));
  rmSync(root, { recursive: true, force: true });
  process.exit(130);
}
