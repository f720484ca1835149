import { type Figure, type Mark, passes, type Row } from "./figure.ts";

/** A figure as it came out; `broke` when it did not come to its end. */
export interface Outcome {
  figure: Pick<Figure, "name" | "title">;
  rows: Row[];
  broke?: string;
}

const HEAD = ["figure", "ours", "bare", "ratio", "mark", "pass"];

/** The table as Markdown, padded, so that it reads the same in a terminal and in a file. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const cells = [HEAD, HEAD.map(() => "-"), ...outcomes.flatMap(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number, row: number) => cell.padEnd(widths[column] ?? 0, row === 1 ? "-" : " ");
  return cells.map((row, at) => `| ${row.map((cell, column) => pad(cell, column, at)).join(" | ")} |\n`).join("");
}

export function allPass(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ rows, broke }) => !broke && rows.every((row) => passes(row) !== false));
}

function cellsOf({ figure, rows, broke }: Outcome): string[][] {
  const title = [`**${figure.name}**: ${figure.title}`, "", "", "", "", ""];
  const body = rows.map((row) => [row.what, number(row.ours), number(row.bare), ratio(row), mark(row), verdict(row)]);
  return [title, ...body, ...(broke ? [[`broke off: ${broke.replaceAll(/\s+/g, " ")}`, "", "", "", "", "no"]] : [])];
}

function number(value: number | undefined): string {
  if (value === undefined) return "";
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function ratio({ ours, bare }: Row): string {
  return bare ? (ours / bare).toFixed(1) : "";
}

function mark({ mark, unit }: Row): string {
  return mark ? `${signed(mark)} ${unit}`.trim() : unit;
}

function signed(mark: Mark): string {
  if ("at_most" in mark) return `≤ ${mark.at_most}`;
  return "at_least" in mark ? `≥ ${mark.at_least}` : `= ${mark.exactly}`;
}

function verdict(row: Row): string {
  const passed = passes(row);
  return passed === undefined ? "" : passed ? "yes" : "no";
}
