import type { ByFigure, ByTorture, Verdict } from "./row.ts";
import { run } from "./run.ts";

/** Plays the scripts of all rows, short, one after the other: at once they would disturb each other. */
export async function judgeTortures(rows: readonly ByTorture[]): Promise<Map<ByTorture, Verdict>> {
  if (rows.length === 0) return new Map();
  const names = [...new Set(rows.map(({ torture }) => torture))];
  const { output } = await run([process.execPath, "bench/torture.ts", "--short", ...names]);
  const lines = output.split("\n").map(cellsOf);
  return new Map(
    rows.map((row) => {
      const [, , , result = "", figure = "", pass] = lines.find(([name]) => name === row.torture) ?? [];
      const [failure = ""] = output.split("\n").filter((line) => line.startsWith(`  ${row.torture}: `));
      const told = figure === "" ? `broke off: ${output.slice(-300)}` : `${figure}; ${result}${failure.slice(0, 300)}`;
      return [row, { pass: pass === "yes", figure: told }];
    }),
  );
}

/** The marked lines of a figure are what it is judged by. */
export async function judgeFigures(rows: readonly ByFigure[]): Promise<Map<ByFigure, Verdict>> {
  const verdicts = new Map<ByFigure, Verdict>();
  for (const row of rows) {
    const { code, output } = await run([process.execPath, "bench/index.ts", "--short", row.figure]);
    const marked = output
      .split("\n")
      .map(cellsOf)
      .filter(([, , , , , pass]) => pass === "yes" || pass === "no");
    const figure = marked.map(([what, ours, , , mark]) => `${what} ${ours} (${mark})`).join("; ");
    verdicts.set(row, { pass: code === 0 && marked.length > 0, figure: figure || output.slice(-300) });
  }
  return verdicts;
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}
