import { expect, test } from "bun:test";
import { amount, shareOf } from "./money.ts";

test.each([
  [0.0123, "usd", "$0.0123"],
  [12.5, "usd", "$12.50"],
  [9_999, "tokens", "9,999"],
  [1_234_567, "tokens", "1.2M"],
  [3, "runs", "3"],
  [59.6, "minutes", "60 min"],
] as const)("%d %s is %s", (value, unit, text) => expect(amount(value, unit)).toBe(text));

test("what is set aside counts, and more than all is all", () => {
  expect(shareOf({ spent: 2, reserved: 1 }, 10)).toBe(30);
  expect(shareOf({ spent: null, reserved: null }, 10)).toBe(0);
  expect(shareOf({ spent: 30, reserved: 0 }, 10)).toBe(100);
});
