import { afterEach, beforeEach, expect, test } from "bun:test";
import { elapsedOf, spanOf } from "./windows.ts";

const zone = process.env.TZ;
beforeEach(() => {
  process.env.TZ = "Europe/Berlin";
});
afterEach(() => {
  process.env.TZ = zone ?? "UTC";
});

const HOUR_MS = 3_600_000;
const at = (instant: string) => Date.parse(instant);
const shown = ({ start, end }: ReturnType<typeof spanOf>) =>
  [start, end].map((ms) => (ms === null ? null : new Date(ms).toISOString().slice(0, 16)));

test.each([
  ["day", "2026-05-13T21:59:59.999Z", "2026-05-12T22:00", "2026-05-13T22:00"],
  ["day", "2026-05-13T22:00:00.000Z", "2026-05-13T22:00", "2026-05-14T22:00"],
  ["day", "2026-03-29T12:00:00.000Z", "2026-03-28T23:00", "2026-03-29T22:00"],
  ["day", "2026-10-25T12:00:00.000Z", "2026-10-24T22:00", "2026-10-25T23:00"],
  ["week", "2026-05-13T12:00:00.000Z", "2026-05-10T22:00", "2026-05-17T22:00"],
  ["week", "2026-05-17T21:59:00.000Z", "2026-05-10T22:00", "2026-05-17T22:00"],
  ["week", "2026-05-17T22:00:00.000Z", "2026-05-17T22:00", "2026-05-24T22:00"],
  ["week", "2026-01-01T12:00:00.000Z", "2025-12-28T23:00", "2026-01-04T23:00"],
  ["month", "2026-12-31T22:59:00.000Z", "2026-11-30T23:00", "2026-12-31T23:00"],
  ["month", "2026-03-15T12:00:00.000Z", "2026-02-28T23:00", "2026-03-31T22:00"],
] as const)("the %s of %s is from %s to %s", (window, instant, start, end) => {
  expect(shown(spanOf(window, at(instant)))).toEqual([start, end]);
});

test("the day the clocks go forward has 23 hours, and that on which they go back 25", () => {
  const hours = ({ start, end }: ReturnType<typeof spanOf>) => ((end ?? 0) - start) / HOUR_MS;
  expect(hours(spanOf("day", at("2026-03-29T12:00:00Z")))).toBe(23);
  expect(hours(spanOf("day", at("2026-10-25T12:00:00Z")))).toBe(25);
});

test("a rolling window ends now", () => {
  expect(shown(spanOf("5_hours", at("2026-05-13T12:00:00Z")))).toEqual(["2026-05-13T07:00", null]);
  expect(shown(spanOf("7_days", at("2026-05-13T12:00:00Z"), null))).toEqual(["2026-05-06T12:00", null]);
});

test.each([
  ["is ahead", "2026-05-13T14:00:00Z", "2026-05-13T09:00", "2026-05-13T14:00"],
  ["has passed: only what came after it counts", "2026-05-13T10:00:00Z", "2026-05-13T10:00", null],
  ["is long past", "2026-05-12T10:00:00Z", "2026-05-13T07:00", null],
  ["is further ahead than the window is long, and so of another", "2026-05-14T12:00:00Z", "2026-05-13T07:00", null],
])("an account's window whose reset %s", (_, reset, start, end) => {
  expect(shown(spanOf("5_hours", at("2026-05-13T12:00:00Z"), reset))).toEqual([start, end]);
});

test("the share of a window that has passed", () => {
  const span = spanOf("day", at("2026-03-29T12:00:00Z"));
  expect(elapsedOf(span, span.start + 11.5 * HOUR_MS)).toBeCloseTo(0.5, 12);
  expect(elapsedOf({ start: 0, end: null }, 1)).toBe(1);
});
