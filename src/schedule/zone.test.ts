import { expect, test } from "bun:test";
import { isZone, offsetText, openZone } from "./zone.ts";

const YEAR = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)] as const;
const HOUR_MS = 3_600_000;

test.each([
  [
    "America/New_York",
    [
      ["2026-03-08T07:00:00.000Z", -5, -4],
      ["2026-11-01T06:00:00.000Z", -4, -5],
    ],
  ],
  [
    "Australia/Lord_Howe",
    [
      ["2026-04-04T15:00:00.000Z", 11, 10.5],
      ["2026-10-03T15:30:00.000Z", 10.5, 11],
    ],
  ],
  [
    "Antarctica/Troll",
    [
      ["2026-03-29T01:00:00.000Z", 0, 2],
      ["2026-10-25T01:00:00.000Z", 2, 0],
    ],
  ],
  ["Pacific/Apia", []],
  ["Asia/Kolkata", []],
] as [string, [string, number, number][]][])("clocks in %s are set at %p", (name, expected) => {
  const found = openZone(name).changes(...YEAR);
  expect(found).toEqual(
    expected.map(([at, before, after]) => ({
      ...{ at: Date.parse(at), before_ms: before * HOUR_MS, after_ms: after * HOUR_MS },
    })),
  );
});

test("Samoa left out a day", () => {
  const zone = openZone("Pacific/Apia");
  const [change] = zone.changes(Date.UTC(2011, 11, 25), Date.UTC(2012, 0, 1));
  expect(change).toEqual({ at: Date.UTC(2011, 11, 30, 10), before_ms: -10 * HOUR_MS, after_ms: 14 * HOUR_MS });
  expect(zone.local(Date.UTC(2011, 11, 30, 9, 59, 59, 999))).toBe("2011-12-29T23:59:59");
  expect(zone.local(Date.UTC(2011, 11, 30, 10))).toBe("2011-12-31T00:00:00");
});

test.each([
  [0, "+00:00"],
  [-4.5 * HOUR_MS, "-04:30"],
  [14 * HOUR_MS, "+14:00"],
])("an offset of %d ms is written %s", (ms, text) => expect(offsetText(ms)).toBe(text));

test.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["+02:00", false],
  ["Mars/Olympus", false],
  ["", false],
  ["local", false],
])("%p is a zone: %p", (name, is) => expect(isZone(name)).toBe(is));
