import type { Bench } from "./bench.ts";

/** What a number must keep to pass. */
export type Mark = { at_most: number } | { at_least: number } | { exactly: number };

/** One line of the table. */
export interface Row {
  what: string;
  ours: number;
  /** The same by the barest means, measured in the same run. */
  bare?: number;
  unit: "ms" | "MB" | "s" | "/s" | "";
  /** Without one the row is only shown. */
  mark?: Mark;
}

export interface Figure {
  name: string;
  title: string;
  run(bench: Bench): Promise<Row[]>;
}

export function passes({ ours, mark }: Row): boolean | undefined {
  if (!mark) return undefined;
  if ("at_most" in mark) return ours <= mark.at_most;
  if ("at_least" in mark) return ours >= mark.at_least;
  return ours === mark.exactly;
}
