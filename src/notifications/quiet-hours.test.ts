import { expect, test } from "bun:test";
import { QuietHours, quietUntil } from "./quiet-hours.ts";

const until = (from: string, to: string, zone: string, now: string) => {
  const end = quietUntil({ from, to, zone }, Date.parse(now));
  return end === undefined ? undefined : new Date(end).toISOString();
};

test.each([
  ["by day", "12:00", "13:00", "UTC", "2026-03-01T12:30:59.999Z", "2026-03-01T13:00:00.000Z"],
  ["its first minute is in it", "12:00", "13:00", "UTC", "2026-03-01T12:00:00.000Z", "2026-03-01T13:00:00.000Z"],
  ["its end is not", "12:00", "13:00", "UTC", "2026-03-01T13:00:00.000Z", undefined],
  ["before it", "12:00", "13:00", "UTC", "2026-03-01T11:59:59.999Z", undefined],
  ["over midnight, before", "22:30", "07:10", "Europe/Berlin", "2026-01-10T21:45:30.000Z", "2026-01-11T06:10:00.000Z"],
  ["over midnight, after", "22:30", "07:10", "Europe/Berlin", "2026-01-11T05:00:00.000Z", "2026-01-11T06:10:00.000Z"],
  ["over midnight, at noon", "22:30", "07:10", "Europe/Berlin", "2026-01-11T11:00:00.000Z", undefined],
  ["an hour shorter", "22:00", "07:00", "America/New_York", "2026-03-08T03:00:00.000Z", "2026-03-08T11:00:00.000Z"],
  ["an hour longer", "22:00", "07:00", "America/New_York", "2026-11-01T02:00:00.000Z", "2026-11-01T12:00:00.000Z"],
  [
    "to an hour that is not",
    "22:00",
    "02:30",
    "America/New_York",
    "2026-03-08T06:59:00.000Z",
    "2026-03-08T07:00:00.000Z",
  ],
  ["first of two hours", "22:00", "01:30", "America/New_York", "2026-11-01T05:10:00.000Z", "2026-11-01T05:30:00.000Z"],
  ["second of two hours", "22:00", "01:30", "America/New_York", "2026-11-01T06:10:00.000Z", "2026-11-01T06:30:00.000Z"],
  ["half an hour set", "22:00", "07:00", "Australia/Lord_Howe", "2026-04-04T13:00:00.000Z", "2026-04-04T20:30:00.000Z"],
  ["a whole day left out", "12:00", "11:00", "Pacific/Apia", "2011-12-30T09:00:00.000Z", "2011-12-30T21:00:00.000Z"],
])("quiet hours %s", (_, from, to, zone, now, end) => expect(until(from, to, zone, now)).toBe(end as string));

test.each([
  [{ from: "25:00", to: "07:00", zone: "UTC" }, "from"],
  [{ from: "7:00", to: "07:00", zone: "UTC" }, "from"],
  [{ from: "07:00", to: "07:00", zone: "UTC" }, "to"],
  [{ from: "22:00", to: "07:00", zone: "Europe/Nowhere" }, "zone"],
])("%j are no quiet hours: %s", (given, field) =>
  expect(QuietHours.safeParse(given).error?.issues[0]?.path).toEqual([field]),
);
