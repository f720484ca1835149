import { expect, test } from "bun:test";
import { consequence, outcome, verbsFor } from "./bulk.ts";

const three = new Set(["exec-1", "exec-2", "exec-3"]);

test("of a status that has ended nothing is cancelled, of one that goes on nothing is retried", () => {
  expect(verbsFor("all", { status: "failed" })).toEqual(["retry"]);
  expect(verbsFor("all", { status: "queued" })).toEqual(["cancel"]);
  expect(verbsFor("all", { tag: "nightly" })).toEqual(["cancel", "retry"]);
  expect(verbsFor(three, { status: "failed" })).toEqual(["cancel", "retry"]);
});

test("it is said what will happen, and to which of them it will not", () => {
  expect(consequence("cancel", 3, three)).toEqual(["This ends 3 executions, and every process of theirs."]);
  expect(consequence("cancel", 1, three)).toEqual([
    "This ends 1 execution, and every process of theirs.",
    "2 executions of those selected have ended already and stay as they are.",
  ]);
  expect(consequence("retry", 0, three)).toEqual([
    "There is nothing to retry.",
    "3 executions of those selected did not fail, and are not started again.",
  ]);
  expect(consequence("retry", 1_200, "all")).toEqual([
    "This starts 1,200 executions anew with the same inputs, and costs what they cost again.",
  ]);
});

test("and then what has happened", () => {
  expect(outcome("cancel", { done: 1, skipped: {} })).toBe("Stopping 1 execution.");
  expect(outcome("retry", { done: 2, skipped: { "the queue is full": 3 } })).toBe(
    "Started 2 executions anew. 3 left: the queue is full.",
  );
});
