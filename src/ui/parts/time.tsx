import { Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** `1 h 5 m`, `3.2 s`, `140 ms`: two units at most. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const at = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const next = UNITS[at + 1];
  const rest = next && Math.floor((ms % size) / next[1]);
  return `${Math.floor(ms / size)} ${unit}${next && rest ? ` ${rest} ${next[0]}` : ""}`;
}

/** The present, again each second while `ticking`. */
export function useNow(ticking = true): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), ticking ? 1_000 : 3_600_000, { autoInvoke: true });
  return now;
}

/** How long ago, with the instant itself behind it. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  const ms = now - Date.parse(at);
  const text = Math.abs(ms) < 5_000 ? "now" : ms < 0 ? `in ${duration(-ms)}` : `${duration(ms)} ago`;
  return (
    <Text
      component="time"
      dateTime={at}
      title={`${LOCAL.format(new Date(at))} (${at})`}
      inherit
      className="nowrap tabular"
    >
      {text}
    </Text>
  );
}

/** How long it took, or takes until now. */
export function Took({ from, ms }: { from: string | null; ms: number | null }) {
  const now = useNow(ms === null && from !== null);
  const taken = ms ?? (from === null ? null : Math.max(0, now - Date.parse(from)));
  return <span className="nowrap tabular">{taken === null ? "–" : duration(taken)}</span>;
}
