import { expect, test } from "bun:test";
import fc from "fast-check";
import { naughtyStrings } from "~/testing/naughty-strings.ts";
import { FieldPath, find, parsePath } from "./path.ts";

const payload = {
  a: { b: [{ c: 1 }, { c: 2 }], "x-y": null, "first name": "x" },
  labels: [{ name: "bug" }, { name: "p1" }, {}],
  length: 5,
  constructor: "Ferrari",
};

const read = (value: unknown, text: string) => find(value, parsePath(text) ?? []);

test.each([
  ["a.b[0].c", [1]],
  ["a.b[1].c", [2]],
  ["a.b.1.c", [2]],
  ["a.b[2].c", []],
  ["a.x-y", [null]],
  ["a.first name", ["x"]],
  ["labels[*].name", ["bug", "p1"]],
  ["labels[*]", payload.labels],
  ["labels.name", []],
  ["labels.length", []],
  ["length", [5]],
  ["constructor", ["Ferrari"]],
  ["a[*]", []],
  ["a[0]", []],
  ["constructor[0]", []],
  ["a.constructor", []],
  ["a.b.c.d", []],
])("%s", (text, expected) => expect(read(payload, text)).toEqual(expected));

test("a payload may be an array", () => expect(read([[1], [2]], "[1][0]")).toEqual([2]));

test.each([
  "",
  ".",
  "a.",
  ".a",
  "a..b",
  "a.[0]",
  "[0]a",
  "a[",
  "a]",
  "a[-1]",
  "a[x]",
  "a[0",
  "a[1234567]",
  "{a}",
  "a\nb",
])("%j is no path", (text) => expect(parsePath(text)).toBeUndefined());

test("the prototype cannot be named, nor seen through names that can", () => {
  expect(["__proto__", "a.__proto__", "a[0].__proto__.b"].map(parsePath)).toEqual([undefined, undefined, undefined]);
  for (const name of [
    "constructor",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "__defineGetter__",
    "constructor.prototype",
  ]) {
    for (const value of [{}, [], "text", 1, true, null, () => 1]) expect(read(value, name)).toEqual([]);
  }
});

test("hostile text is a path or none, and finds nothing that is not there", () => {
  for (const text of naughtyStrings) {
    const path = parsePath(text);
    if (path) expect(find({}, path)).toEqual([]);
    expect(FieldPath.safeParse(text).success).toBe(path !== undefined && text.length <= 200);
  }
});

test("own keys are found, whatever the payload", () => {
  const word = fc.stringMatching(/^[a-z]\w{0,5}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.jsonValue(), (keys, leaf) => {
      const payload = keys.reduceRight<unknown>((value, key) => ({ [key]: value }), leaf);
      expect(read(payload, keys.join("."))).toEqual([leaf]);
    }),
    { numRuns: 1000 },
  );
});
