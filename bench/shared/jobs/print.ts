import { existsSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { sleep, wallMs } from "../clock.ts";
import { jobInput } from "../job.ts";

/** A child that says it is there, waits for `go`, and prints lines at a rate: its number and when it was written. */
export interface Printing {
  /** Where it says so and waits. */
  dir: string;
  lines: number;
  per_second: number;
}

const { dir, lines, per_second } = jobInput<Printing>();

function print(text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(1, rest));
}

writeFileSync(join(dir, `ready-${process.pid}`), "");
while (!existsSync(join(dir, "go"))) await sleep(50);
const begin = wallMs();
for (let printed = 0; printed < lines; ) {
  const now = wallMs();
  const due = Math.min(lines, Math.floor(((now - begin) * per_second) / 1000) + 1);
  let text = "";
  while (printed < due) text += `${++printed} ${now.toFixed(3)}\n`;
  if (text) print(text);
  await sleep(begin + (printed * 1000) / per_second - wallMs());
}
