import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import type { UsageReport } from "../usage-model.ts";
import { tokens, usd } from "./amounts.ts";
import { KINDS, stacked } from "./kinds.ts";

const HEIGHT = 220;

interface Props {
  rows: UsageReport["rows"];
  of: "cost" | "tokens";
}

/** A bar for each day. Days count up from 0: what a day is called is the server's to say. */
export function Chart({ rows, of }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();
  const scheme = useComputedColorScheme("light");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew when the scheme changes
  useEffect(() => {
    if (!place.current || width === 0) return;
    const plot = of === "cost" ? costPlot(rows) : tokenPlot(rows);
    const chart = new uPlot(optionsOf(rows, plot, width), plot.data, place.current);
    return () => chart.destroy();
  }, [rows, of, width, scheme]);
  return (
    <div ref={ref}>
      <div ref={place} className="chart" role="img" aria-label="A bar for each day; the table below has the numbers" />
    </div>
  );
}

interface Plot {
  data: uPlot.AlignedData;
  series: uPlot.Series[];
  say(amount: number): string;
}

function costPlot(rows: Props["rows"]): Plot {
  const costs = rows.map(({ cost_usd }) => cost_usd);
  const value = (at: number | null) => (at === null ? "–" : sayKnown(costs[at], usd));
  return { data: [days(rows), costs], series: [bars("Cost", "ink", value)], say: usd };
}

/** The highest is drawn first, for the others lie before it. */
function tokenPlot(rows: Props["rows"]): Plot {
  const layers = KINDS.map(({ field }) => rows.map((row) => row[field]));
  const series = KINDS.map(({ name, color }, kind) =>
    bars(name, color, (at) => (at === null ? "–" : sayKnown(layers[kind]?.[at], tokens))),
  );
  return { data: [days(rows), ...stacked(layers).toReversed()], series: series.toReversed(), say: tokens };
}

const days = (rows: Props["rows"]) => rows.map((_, at) => at);
const sayKnown = (amount: number | null | undefined, say: (amount: number) => string) =>
  amount === null || amount === undefined ? "–" : say(amount);

function bars(label: string, name: string, value: (at: number | null) => string): uPlot.Series {
  const shade = document.documentElement.dataset.mantineColorScheme === "dark" ? 4 : 6;
  const fill = color(`--mantine-color-${name}-${shade}`);
  return {
    ...{ label, fill, stroke: fill, width: 0 },
    paths: uPlot.paths.bars?.({ size: [0.75, 48] }),
    points: { show: false },
    value: (_plot, _amount, _series, at) => value(at),
  };
}

function optionsOf(rows: Props["rows"], { series, say }: Plot, width: number): uPlot.Options {
  const nameOf = (at: number) => shortDay(rows[at]?.group ?? "");
  const axis = { stroke: color("--mantine-color-dimmed"), font: "12px system-ui, sans-serif" };
  const grid = { stroke: color("--mantine-color-default-border"), width: 1 };
  return {
    ...{ width, height: HEIGHT, cursor: { drag: { x: false, y: false } } },
    scales: {
      x: { time: false, range: [-0.6, rows.length - 0.4] },
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      {
        ...{ ...axis, grid: { show: false }, ticks: { show: false }, space: 56, size: 28 },
        incrs: [1, 2, 5, 7, 14, 30],
        values: (_plot, at) => at.map((one) => (Number.isInteger(one) ? nameOf(one) : "")),
      },
      { ...axis, grid, ticks: { show: false }, size: 64, values: (_plot, at) => at.map(say) },
    ],
    series: [{ label: "Day", value: (_plot, at) => (at === null ? "–" : nameOf(at)) }, ...series],
  };
}

/** `Nov 21`, of `2026-11-21`. */
function shortDay(day: string): string {
  const options = { month: "short", day: "numeric", timeZone: "UTC" } as const;
  return day === "" ? "" : new Date(`${day}T00:00:00Z`).toLocaleDateString("en", options);
}

function color(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable);
}
