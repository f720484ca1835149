import { type Times, timesOf } from "./cron.ts";
import { type Change, openZone } from "./zone.ts";

const SHOWN = 4;

/** For people. The code has none of it: croner decides, and what is said of a schedule is what croner was seen to do. */
export const DST_RULE =
  "Where clocks are set, the rule is that of croner 11. A pattern with a single value for its seconds, minutes and " +
  "hours means a fixed time: on the day it is left out it runs at the first moment after the gap, and where it comes " +
  "twice it runs the first time. Any other pattern (`*/15 * * * *`, `0 * * * *`, also `0 2,14 * * *`) means an " +
  "interval: times that are left out do not run, and times that come twice run twice.";

/** One sentence for each time that clocks are set and one of the pattern's times is left out or comes twice. */
export function dstWarnings(pattern: string, timezone: string, from: number, to: number): string[] {
  const [times, wall] = [timesOf(pattern, timezone), timesOf(pattern, "UTC")];
  const changes = openZone(timezone).changes(from, to);
  return changes.flatMap((change) => warningOf(change, timezone, times, wall) ?? []);
}

/** `wall`: the pattern's times as a clock shows them, read as if they were UTC. */
function warningOf(change: Change, timezone: string, times: Times, wall: Times): string | undefined {
  const { at, before_ms, after_ms } = change;
  const left = after_ms > before_ms;
  const [start, end] = left ? [at + before_ms, at + after_ms] : [at + after_ms, at + before_ms];
  const met = between(wall, start, end);
  if (met.length === 0) return undefined;
  const first = times.next(at - 1_000);
  const set = `${clock(at + before_ms)} clocks in ${timezone} are set to ${clock(at + after_ms)}`;
  const several = met.length > 1;
  if (!left) {
    const twice = first !== undefined && first < at + before_ms - after_ms;
    const runs = several ? "come twice, and they run" : "comes twice, and it runs";
    return `At ${set}: ${list(met)} ${runs} ${twice ? "both times" : "the first time only"}.`;
  }
  const moved = first === at && wall.next(end - 1_000) !== end;
  if (moved) return `At ${set}: ${list(met)} is left out, and it runs at ${clock(end)} instead.`;
  return `At ${set}: ${list(met)} ${several ? "are left out, and they do not run" : "is left out, and it does not run"}.`;
}

function between({ next }: Times, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = next(start - 1_000); at !== undefined && at < end && found.length <= SHOWN; at = next(at))
    found.push(at);
  return found;
}

function list(times: number[]): string {
  const shown = times.slice(0, SHOWN).map((at) => clock(at).slice(11));
  return times.length > SHOWN ? `${shown.join(", ")} and more` : shown.join(", ");
}

/** `2026-03-08 02:30`, with seconds where there are any. */
function clock(local: number): string {
  return new Date(local).toISOString().slice(0, 19).replace("T", " ").replace(/:00$/, "");
}
