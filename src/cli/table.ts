/** A column: its head, and what stands in it. */
export type Columns<Row> = readonly (readonly [head: string, cell: (row: Row) => string | number | null | undefined])[];

const COLORS: Record<string, number> = {
  succeeded: 32,
  ready: 32,
  running: 36,
  starting: 36,
  waiting: 33,
  failed: 31,
  timed_out: 31,
  interrupted: 31,
};

/** Lines for people. Programs take `--json`. */
export function table<Row>(rows: readonly Row[], columns: Columns<Row>, color = false): string {
  const cells = rows.map((row) => columns.map(([, cell]) => oneLine(cell(row))));
  const heads = columns.map(([head]) => head.toUpperCase());
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => width(row[at] ?? ""))));
  const line = (row: string[], paint: (text: string) => string) =>
    row
      .map((text, at) => paint(text) + " ".repeat((widths[at] ?? 0) - width(text)))
      .join("  ")
      .trimEnd();
  const painted = (text: string) => (color && COLORS[text] ? `\x1b[${COLORS[text]}m${text}\x1b[0m` : text);
  return [line(heads, (text) => text), ...cells.map((row) => line(row, painted))].join("\n").concat("\n");
}

/** What comes from outside moves no cursor and breaks no line. */
function oneLine(value: string | number | null | undefined): string {
  return String(value ?? "-").replace(/\p{Cc}+/gu, " ");
}

const width = (text: string) => Bun.stringWidth(text);
