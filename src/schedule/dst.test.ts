import { expect, test } from "bun:test";
import { dstWarnings } from "./dst.ts";

const NEW_YEAR = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const warnings = (pattern: string, zone: string) => dstWarnings(pattern, zone, NEW_YEAR, NEW_YEAR + 365 * DAY_MS);

const SPRING = "At 2026-03-08 02:00 clocks in America/New_York are set to 2026-03-08 03:00";
const AUTUMN = "At 2026-11-01 02:00 clocks in America/New_York are set to 2026-11-01 01:00";

test.each([
  ["30 2 * * *", [`${SPRING}: 02:30 is left out, and it runs at 2026-03-08 03:00 instead.`]],
  ["30 1 * * *", [`${AUTUMN}: 01:30 comes twice, and it runs the first time only.`]],
  ["0 2,14 * * *", [`${SPRING}: 02:00 is left out, and it does not run.`]],
  [
    "30 1-2 * * *",
    [`${SPRING}: 02:30 is left out, and it does not run.`, `${AUTUMN}: 01:30 comes twice, and it runs both times.`],
  ],
  [
    "*/15 * * * *",
    [
      `${SPRING}: 02:00, 02:15, 02:30, 02:45 are left out, and they do not run.`,
      `${AUTUMN}: 01:00, 01:15, 01:30, 01:45 come twice, and they run both times.`,
    ],
  ],
  ["* * * * *", [expect.stringMatching(/02:03 and more are left out/), expect.stringMatching(/01:03 and more come/)]],
  ["30 2 * * MON", []],
  ["30 2 9 3 *", []],
  ["0 3 * * *", []],
  ["0 9 * * *", []],
])("%s in New York: %p", (pattern, expected) => expect(warnings(pattern, "America/New_York")).toEqual(expected));

test.each([
  ["Australia/Lord_Howe", "15 2 * * *", /10-04 02:00 .* 02:30: 02:15 is left out, and it runs at 2026-10-04 02:30/],
  ["Australia/Lord_Howe", "45 1 * * *", /04-05 02:00 .* 01:30: 01:45 comes twice, and it runs the first time only/],
  ["Antarctica/Troll", "0 2 * * *", /03-29 01:00 .* 03:00: 02:00 is left out, and it runs at 2026-03-29 03:00/],
  ["Antarctica/Troll", "0 1-2 * * *", /10-25 03:00 .* 01:00: 01:00, 02:00 come twice, and they run both times/],
])("%s: %s", (zone, pattern, sentence) => expect(warnings(pattern, zone).join("\n")).toMatch(sentence));

test.each(["UTC", "Asia/Kolkata", "Pacific/Apia"])("nobody is warned of %s", (zone) =>
  expect(warnings("*/5 * * * *", zone)).toEqual([]),
);
