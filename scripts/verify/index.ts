import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { messageOf } from "~/kit/fault.ts";
import { judgeFigures, judgeTortures } from "./measure.ts";
import type { ByScript, Row, Verdict } from "./row.ts";
import { rows } from "./rows/index.ts";
import { judgeTests } from "./tests.ts";

const NOT_ASKED = "Not asked, because the design has decided otherwise:";

process.chdir(resolve(import.meta.dir, "../.."));
const dir = mkdtempSync(join(tmpdir(), "agented-verify-"));
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));

// Words choose the rows whose titles hold one of them.
const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = rows.filter(({ row }) => words.length === 0 || words.some((word) => row.toLowerCase().includes(word)));
if (chosen.length === 0) throw new Error(`There is no row with ${words.join(" or ")} in its title.`);

const began = performance.now();
const verdicts = await judgeAll();
const applying = chosen.filter((row) => !("overruled" in row));
const failed = applying.filter((row) => !verdicts.get(row)?.pass);
console.log(table([["row", "check", "figure", "pass"], ["---", "---", "---", "---"], ...applying.map(lineOf)]));
const overruled = chosen.filter((row) => "overruled" in row).map((row) => `- ${row.row}: ${row.overruled}`);
if (overruled.length > 0) console.log(["", NOT_ASKED, "", ...overruled].join("\n"));
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
console.log(`\n${applying.length - failed.length} passed, ${failed.length} failed, in ${seconds} s`);
process.exit(failed.length === 0 ? 0 : 1);

/** One after the other: what measures is to measure us, and not what runs beside it. */
async function judgeAll(): Promise<Map<Row, Verdict>> {
  const verdicts = new Map<Row, Verdict>();
  for (const row of chosen) if ("script" in row) verdicts.set(row, await judgeScript(row));
  const others = [
    await judgeTests(
      chosen.filter((row) => "tests" in row),
      dir,
    ),
    await judgeTortures(chosen.filter((row) => "torture" in row)),
    await judgeFigures(chosen.filter((row) => "figure" in row)),
  ];
  return new Map<Row, Verdict>([...verdicts, ...others.flatMap((some) => [...some])]);
}

async function judgeScript({ script }: ByScript): Promise<Verdict> {
  try {
    return { pass: true, figure: await script() };
  } catch (error) {
    return { pass: false, figure: messageOf(error) };
  }
}

function lineOf(row: Row): string[] {
  if ("overruled" in row) return [];
  const { pass, figure } = verdicts.get(row) ?? { pass: false, figure: "was not looked into" };
  return [row.row, row.passes, figure.replaceAll(/\s+/g, " ").replaceAll("|", "/"), pass ? "yes" : "no"];
}

function table(lines: string[][]): string {
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
