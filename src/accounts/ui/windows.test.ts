import { expect, test } from "bun:test";
import { sayShare, windowName } from "./windows.ts";

test.each([
  ["five_hour", "5 hours"],
  ["seven_day", "7 days"],
  ["seven_day_opus", "7 days, opus"],
  ["primary", "primary"],
  ["per_minute_tokens", "per minute tokens"],
])("%s is called %s", (name, said) => expect(windowName(name)).toBe(said));

test.each([
  [0.4, "open", "40 %"],
  [0.92, "warned", "92 %, nearly spent"],
  [null, "warned", "nearly spent"],
  [null, "spent", "spent"],
  [1, "spent", "spent"],
  [0.97, "spent", "97 %, spent"],
  [null, "open", "share unknown"],
] as const)("a share of %p that is %s reads %s", (utilization, status, said) =>
  expect(sayShare({ utilization, status })).toBe(said),
);
