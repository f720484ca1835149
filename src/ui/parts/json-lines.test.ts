import { expect, test } from "bun:test";
import { linesOf, readJson } from "./json-lines.ts";

test("the lines of a value are those of its indented text, with a bracket's line of its own", () => {
  for (const value of [1, { a: 1, b: [1, 2] }, [[{ a: { b: null } }], "x"]])
    expect(linesOf(value, 1_000)).toBe(JSON.stringify(value, null, 1).split("\n").length);
});

test("a value without end is counted no further than asked", () => {
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [i, i]));
  const deep = JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`);
  expect([linesOf(wide, 20), linesOf(deep, 20)]).toEqual([20, 20]);
});

test("a text that is no JSON says why", () => {
  expect(readJson('{"a":1}')).toEqual({ value: { a: 1 } });
  expect(readJson("{a:1}")).toEqual({ wrong: expect.stringContaining("This is not JSON: ") });
});
