import { expect, test } from "bun:test";
import { percent, sayAmount, stateOf } from "./budget-words.ts";

const budget = { enabled: true, spent: 3, soft_limit: 5, hard_limit: 10, forecast: null };

test("a budget's state is the worst that holds", () => {
  expect(stateOf(budget)).toBe("within");
  expect(stateOf({ ...budget, forecast: 12 })).toBe("ahead");
  expect(stateOf({ ...budget, forecast: 12, spent: 5 })).toBe("warned");
  expect(stateOf({ ...budget, spent: 10 })).toBe("used_up");
  expect(stateOf({ ...budget, spent: null })).toBe("unknown");
  expect(stateOf({ ...budget, spent: 10, enabled: false })).toBe("off");
});

test("an amount has its unit", () => {
  expect(sayAmount("usd", 3.2)).toBe("$3.20");
  expect(sayAmount("tokens", 1_200_000)).toBe("1.2M tokens");
  expect(sayAmount("minutes", 4.5)).toBe("4.5 minutes");
  expect(sayAmount("runs", 1)).toBe("1 execution");
  expect(sayAmount("runs", 3)).toBe("3 executions");
});

test("more than all is all, and of nothing there is no share", () => {
  expect(percent(2 + 1, 10)).toBe(30);
  expect(percent(0, 10)).toBe(0);
  expect(percent(30, 10)).toBe(100);
  expect(percent(1, 0)).toBe(0);
});
