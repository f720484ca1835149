import { expect, test } from "bun:test";
import { sayCost, sayUnknown, tokens, usd } from "./amounts.ts";

test.each([
  [0, "$0.00"],
  [0.00042, "$0.0004"],
  [0.5, "$0.50"],
  [1234.567, "$1,234.57"],
])("%d USD read %s", (amount, said) => expect(usd(amount)).toBe(said));

test.each([
  [999, "999"],
  [12_345, "12,345"],
  [1_234_567, "1.2M"],
])("%d tokens read %s", (amount, said) => expect(tokens(amount)).toBe(said));

const sums = { cost_usd: 1, unpriced_attempts: 0, incomplete_attempts: 0, total_tokens: 10 };

test("a cost that is not the whole says so, and an unknown one is no zero", () => {
  expect(sayCost(sums)).toBe("$1.00");
  expect(sayCost({ ...sums, unpriced_attempts: 1 })).toBe("at least $1.00");
  expect(sayCost({ ...sums, incomplete_attempts: 2 })).toBe("at least $1.00");
  expect(sayCost({ ...sums, cost_usd: null, unpriced_attempts: 1 })).toBe("unknown");
  expect(sayCost({ ...sums, cost_usd: null, total_tokens: 0 })).toBe("–");
});

test("what is missing of a cost is named", () => {
  expect(sayUnknown(sums)).toBeUndefined();
  expect(sayUnknown({ ...sums, unpriced_attempts: 1, incomplete_attempts: 3 })).toBe(
    "1 attempt with a model that has no price, 3 attempts that did not tell all it used",
  );
});
