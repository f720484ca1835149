import { cpus, totalmem, type } from "node:os";
import type { Outcome, Script } from "./script.ts";

export interface Told {
  script: Script;
  outcome: Outcome;
  seconds: number;
}

export const HEAD = row(["script", "what", "rounds", "result", "figure", "pass"]);
export const RULE = row(["---", "---", "--:", "---", "---", "---"]);

export function tell({ script, outcome, seconds }: Told): string {
  const { rounds, failures, figure } = outcome;
  const result = `${failures.length} failures in ${seconds.toFixed(0)} s`;
  return row([script.name, script.what, String(rounds), result, figure, passed(outcome) ? "yes" : "no"]);
}

export function passed({ failures }: Outcome): boolean {
  return failures.length === 0;
}

/** The page that is committed after a long run. */
export function page(told: readonly Told[], seed: number, command: string): string {
  const commit = Bun.spawnSync(["git", "rev-parse", "--short", "HEAD"]).stdout.toString().trim();
  const changed = Bun.spawnSync(["git", "status", "--porcelain", "src"]).stdout.toString().trim() !== "";
  const [cpu] = cpus();
  const machine = `${type()}, ${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Bun ${Bun.version}`;
  return [
    "# Torture",
    `\`${command}\`, ${new Date().toISOString()}, commit ${commit}${changed ? " and changes" : ""}, seed ${seed}.`,
    machine,
    [HEAD, RULE, ...told.map(tell)].join("\n"),
    ...told.flatMap(({ script, outcome }) => outcome.failures.map((failure) => `- ${script.name}: ${failure}`)),
  ].join("\n\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}
