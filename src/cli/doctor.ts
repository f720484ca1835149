import type { Config } from "~/config.ts";
import { type Check, type Examination, examine } from "~/doctor/index.ts";

export interface DoctorOptions {
  probe?: boolean;
  json?: boolean;
}

/** Prints each finding as it comes; false when something fails. */
export async function doctor(
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
