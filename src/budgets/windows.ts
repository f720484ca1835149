import type { BudgetWindow } from "./model.ts";

/** From `start` on, and before `end`; null is a window that ends now. */
export interface Span {
  start: number;
  end: number | null;
}

const HOUR_MS = 3_600_000;
const ROLLING_MS = { "5_hours": 5 * HOUR_MS, "7_days": 7 * 24 * HOUR_MS };

/** Whether it begins and ends by the calendar, for everybody at once. */
export function isCalendar(window: BudgetWindow): boolean {
  return !(window in ROLLING_MS);
}

/**
 * The window in which an instant lies. Calendar windows are of the server's time zone, so a day may have 23 or 25
 * hours. `resets_at` is when an account's own window of that length ends, or has ended last.
 */
export function spanOf(window: BudgetWindow, at: number, resets_at?: string | null): Span {
  if (window === "5_hours" || window === "7_days") return rolling(ROLLING_MS[window], at, resets_at);
  const now = new Date(at);
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (window === "month") return between(new Date(year, month, 1), new Date(year, month + 1, 1));
  if (window === "day") return between(new Date(year, month, day), new Date(year, month, day + 1));
  const monday = day - ((now.getDay() + 6) % 7);
  return between(new Date(year, month, monday), new Date(year, month, monday + 7));
}

function between(start: Date, end: Date): Span {
  return { start: start.getTime(), end: end.getTime() };
}

function rolling(length: number, at: number, resets_at?: string | null): Span {
  const reset = resets_at ? Date.parse(resets_at) : Number.NEGATIVE_INFINITY;
  if (reset > at && reset - length <= at) return { start: reset - length, end: reset };
  return { start: Math.max(at - length, reset <= at ? reset : 0), end: null };
}

/** How much of it has passed, from 0 to 1. */
export function elapsedOf({ start, end }: Span, at: number): number {
  return end === null ? 1 : (at - start) / (end - start);
}
