import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { until } from "~/testing/until.ts";
import type { Bench } from "./bench.ts";
import type { Printing } from "./jobs/print.ts";

const PRINT = resolve(import.meta.dir, "jobs/print.ts");

/** Where printers gather and begin together: what their own start costs is over before anything is measured. */
export class StartingLine {
  readonly #dir: string;

  constructor(bench: Bench) {
    this.#dir = mkdtempSync(join(bench.dir, "line-"));
  }

  /** The command of a printer that waits here. */
  printer(lines: number, per_second: number): string[] {
    const printing: Printing = { dir: this.#dir, lines, per_second };
    return [process.execPath, PRINT, JSON.stringify(printing)];
  }

  /** Waits for so many printers and lets them go. */
  async go(printers: number): Promise<void> {
    await until(`${printers} printers`, () => readdirSync(this.#dir).length >= printers, 60_000);
    writeFileSync(join(this.#dir, "go"), "");
  }
}
