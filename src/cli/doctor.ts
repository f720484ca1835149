import type { Command } from "commander";
import type { Config } from "~/config.ts";
import { type Check, type Examination, examine } from "~/doctor/index.ts";
import { systemClock } from "~/kit/clock.ts";
import { EXIT, Exit, type Io } from "./io.ts";

interface DoctorOptions {
  probe?: boolean;
  json?: boolean;
}

export function addDoctor(agented: Command, io: Io): void {
  agented
    .command("doctor")
    .description("what is in order here and what is not, and what to do about it")
    .option("--probe", "run each installed CLI against a stub of its model's API: does it speak as we do?")
    .option("--json", "one JSON document instead of lines")
    .action(async (options: DoctorOptions) => {
      const world = { out: io.out, clock: systemClock, signal: io.told() };
      if (!(await doctor(io.config(), options, world))) throw new Exit(EXIT.failed);
    });
}

/** Prints each finding as it comes; false when something fails. */
async function doctor(
  config: Config,
  { probe = false, json = false }: DoctorOptions,
  { out, ...world }: { out(text: string): void } & Omit<Examination, "probe">,
): Promise<boolean> {
  const checks: Check[] = [];
  for await (const check of examine(config, { ...world, probe })) {
    checks.push(check);
    if (!json) out(line(check));
  }
  const ok = checks.every(({ state }) => state !== "fail");
  if (json) out(`${JSON.stringify({ ok, checks }, null, 2)}\n`);
  return ok;
}

function line({ state, name, says, remedy }: Check): string {
  const todo = remedy === undefined ? "" : `\n${" ".repeat(27)}→ ${remedy}`;
  return `${state.padEnd(5)} ${name.padEnd(20)} ${says}${todo}\n`;
}
