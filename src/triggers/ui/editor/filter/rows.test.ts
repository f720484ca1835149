import { expect, test } from "bun:test";
import { filterOf, printScalar, readScalar, rowsOf } from "./rows.ts";

const condition = { path: "a", op: "eq", value: 1 } as const;

test("conditions in one group are rows; groups within groups are none", () => {
  expect(rowsOf(undefined)?.conditions).toEqual([]);
  expect(rowsOf(condition)?.pathOf(0)).toBe("");
  const any = rowsOf({ any: [condition, condition] });
  expect([any?.join, any?.conditions.length, any?.pathOf(1)]).toEqual(["any", 2, ".any.1"]);
  expect(rowsOf({ not: condition })).toBeUndefined();
  expect(rowsOf({ all: [{ any: [condition] }] })).toBeUndefined();
  expect(filterOf("all", [])).toBeUndefined();
});

test.each([
  ["12", 12],
  ["true", true],
  ["null", null],
  ['"12"', "12"],
  ["opened", "opened"],
  ['say "x"', 'say "x"'],
  ["", ""],
])("%s is read as what it is and printed so again", (text, value) => {
  expect(readScalar(text)).toBe(value);
  expect(printScalar(value)).toBe(text);
});
