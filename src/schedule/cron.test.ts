import { expect, test } from "bun:test";
import { Cron } from "croner";
import fc from "fast-check";
import { cronMistake, timesOf } from "./cron.ts";

const next = (pattern: string, count: number, from = "2026-11-21T10:00:00Z", zone = "UTC") => {
  const found: string[] = [];
  for (let at = timesOf(pattern, zone).next(Date.parse(from)); at !== undefined && found.length < count; ) {
    found.push(new Date(at).toISOString().slice(0, 19).replace("T00:00:00", ""));
    at = timesOf(pattern, zone).next(at);
  }
  return found;
};

test.each([
  ["0 0 L * *", ["2026-11-30", "2026-12-31", "2027-01-31"]],
  ["0 0 LW * *", ["2026-11-30", "2026-12-31", "2027-01-29"]],
  ["0 0 15W * *", ["2026-12-15", "2027-01-15", "2027-02-15"]],
  ["0 0 * * FRI#2", ["2026-12-11", "2027-01-08", "2027-02-12"]],
  ["0 0 * * 5L", ["2026-11-27", "2026-12-25", "2027-01-29"]],
  ["0 0 29 2 *", ["2028-02-29", "2032-02-29", "2036-02-29"]],
  ["0 0 31 * *", ["2026-12-31", "2027-01-31", "2027-03-31"]],
  ["0 0 13 * 5", ["2026-11-27", "2026-12-04", "2026-12-11"]],
  ["0 0 13 * +5", ["2027-08-13", "2028-10-13", "2029-04-13"]],
  ["0 0 * * 7", ["2026-11-22", "2026-11-29", "2026-12-06"]],
  ["@weekly", ["2026-11-22", "2026-11-29", "2026-12-06"]],
  ["*/20 * * * * *", ["2026-11-21T10:00:20", "2026-11-21T10:00:40", "2026-11-21T10:01:00"]],
])("%s comes on %p", (pattern, days) => expect(next(pattern, 3)).toEqual(days));

test.each([
  ["", /5 fields/],
  ["a b c d e", /illegal characters/],
  ["* * * *", /5 fields/],
  ["* * * * * * *", /5 or 6 parts/],
  ["60 * * * *", /Invalid value for minute: 60/],
  ["5/10 * * * *", /stepping with numeric prefix/],
  ["@reboot", /not supported/],
  ["0 0 30 2 *", /never comes/],
  ["0 0 31 2,4,6,9,11 *", /never comes/],
])("%p is no pattern", (pattern, remedy) => expect(cronMistake(pattern)).toMatch(remedy));

test("what is next after an instant is strictly after it", () => {
  const at = (after: string) => next("0 * * * *", 1, after)[0];
  expect(at("2026-11-21T09:59:59.999Z")).toBe("2026-11-21T10:00:00");
  expect(at("2026-11-21T10:00:00.000Z")).toBe("2026-11-21T11:00:00");
  expect(at("2026-11-21T10:00:00.001Z")).toBe("2026-11-21T11:00:00");
});

const ZONES = ["America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "Europe/Dublin"];
const HOURS = ["*", "*/2", "0", "1", "2", "3", "1,2", "0-3", "23"];
const pattern = fc
  .tuple(fc.constantFrom("0", "30", "*/15", "45,59", "*"), fc.constantFrom(...HOURS))
  .map(([minute, hour]) => `${minute} ${hour} * * *`);
/** Days on which clocks are set in one of the zones, and the days beside them. */
const DAYS = ["2026-03-08", "2026-03-29", "2026-04-04", "2026-10-03", "2026-10-25", "2026-11-01", "2011-12-29"];
const moment = fc
  .tuple(fc.constantFrom(...DAYS), fc.integer({ min: -86_400, max: 2 * 86_400 }))
  .map(([day, secs]) => Date.parse(day) + secs * 1_000);

test("from any moment on it is the same list, forward and back", () => {
  fc.assert(
    fc.property(pattern, fc.constantFrom(...ZONES), moment, (pattern, zone, from) => {
      const list = new Cron(pattern, { timezone: zone }).nextRuns(60, new Date(from - 6 * 3_600_000));
      const due = list.map((at) => at.getTime());
      const { next, last } = timesOf(pattern, zone);
      const follows = due.find((at) => at > from);
      if (follows !== undefined) expect(next(from)).toBe(follows);
      const past = due.filter((at) => at <= from).slice(-3);
      if (past.length === 3 && follows !== undefined) expect(last(3, from)).toEqual(past);
    }),
    { numRuns: 150 },
  );
}, 20_000);
