import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.ts";
import type { Random } from "./random.ts";

const SETTLING_MS = 3_000;

interface Crashed {
  moment: string;
  count: number;
}

/** Within 600 ms after the submission; half of the time within 60, where runs are accepted, spawned and written down. */
export async function crashSometime(home: Home, random: Random): Promise<Crashed> {
  const ms = random() * (random() < 0.5 ? 60 : 600);
  await Bun.sleep(ms);
  await home.crash();
  return { moment: `killed after ${ms.toFixed(1)} ms`, count: 1 };
}

/** And again while the next server starts, or just after. */
export async function crashOften(home: Home, random: Random): Promise<Crashed> {
  const moments = [(await crashSometime(home, random)).moment];
  for (let more = 1 + Math.floor(random() * 3); more > 0; more--) {
    const ms = random() * 800;
    home.launch();
    await Bun.sleep(ms);
    await home.crash();
    moments.push(`${ms.toFixed(1)} ms after a start`);
  }
  return { moment: moments.join(", "), count: moments.length };
}

/** When the exit code of one of the runs has just been written. */
export async function crashWhileSettling(home: Home, random: Random): Promise<Crashed> {
  const nth = Math.floor(random() * 4);
  const ms = random() * 25;
  const exits = new Set<string>();
  for (const began = performance.now(); performance.now() - began < SETTLING_MS && exits.size <= nth; ) {
    for (const id of listed(join(home.dir, "executions"))) {
      if (listed(join(home.dir, "executions", id)).includes("1.exit")) exits.add(id);
    }
    await Bun.sleep(1);
  }
  await Bun.sleep(ms);
  await home.crash();
  return { moment: `killed ${ms.toFixed(1)} ms after exit ${nth + 1}`, count: 1 };
}

/** A directory may go while we look. */
function listed(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
