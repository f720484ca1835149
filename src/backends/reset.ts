import type { Limit } from "./kind.ts";

const MINUTE_MS = 60_000;

/** When a limit is over, in milliseconds, as far as its CLI has said; `now` is when it said so. */
export function resetOf(limit: Pick<Limit, "resets_at" | "resets_local" | "retry_after_ms">, now: number) {
  if (limit.resets_at !== undefined) return Date.parse(limit.resets_at);
  if (limit.resets_local !== undefined) return localInstant(limit.resets_local, now);
  return limit.retry_after_ms === undefined ? undefined : now + limit.retry_after_ms;
}

/** The end of the minute that is named: nobody knows which second of it was meant. */
function localInstant(told: string, now: number): number | undefined {
  const [time = "", date] = told.split("T").reverse();
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const today = new Date(now);
  const [year, month, day] = date
    ? (date.split("-").map(Number) as [number, number, number])
    : [today.getFullYear(), today.getMonth() + 1, today.getDate()];
  const at = new Date(year, month - 1, day, hour, minute).getTime() + MINUTE_MS;
  return Number.isNaN(at) ? undefined : at;
}
