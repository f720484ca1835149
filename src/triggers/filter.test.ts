import { expect, test } from "bun:test";
import fc from "fast-check";
import { hidesSomething, naughtyStrings } from "~/testing/naughty-strings.ts";
import { Filter, holds } from "./filter.ts";

const payload = {
  action: "closed",
  count: 7,
  draft: false,
  assignee: null,
  at: "2026-02-03T00:00:00.000Z",
  labels: [{ name: "bug" }, { name: "p1" }],
  names: ["x", "y", 1, null],
  user: { login: "kim" },
};

test.each<[string, string, unknown, boolean, string]>([
  ["action", "eq", "closed", true, '`action` is "closed"'],
  ["action", "eq", "opened", false, '`action` is "closed", not "opened"'],
  ["count", "eq", 7, true, "`count` is 7"],
  ["count", "eq", "7", false, '`count` is 7, not "7"'],
  ["draft", "eq", "false", false, '`draft` is false, not "false"'],
  ["draft", "eq", 0, false, "`draft` is false, not 0"],
  ["assignee", "eq", null, true, "`assignee` is null"],
  ["assignee", "eq", "None", false, '`assignee` is null, not "None"'],
  ["missing", "eq", null, false, "`missing` is missing"],
  ["missing", "ne", "x", false, "`missing` is missing"],
  ["action", "ne", "opened", true, '`action` is "closed", not "opened"'],
  ["action", "ne", "closed", false, '`action` is "closed"'],
  ["user", "eq", "kim", false, '`user` is an object, not "kim"'],
  ["names", "eq", "x", false, '`names` is an array of 4 elements, not "x"'],
  ["action", "in", ["opened", "closed"], true, '`action` is "closed"'],
  ["action", "in", ["a", "b", "c", "d"], false, '`action` is "closed", not one of "a", "b", "c" and 1 more'],
  ["action", "contains", "lose", true, '`action` contains "lose"'],
  ["action", "contains", "x", false, '`action` does not contain "x"'],
  ["count", "contains", 7, false, "`count` does not contain 7"],
  ["names", "contains", "x", true, '`names` contains "x"'],
  ["names", "contains", "1", false, '`names` does not contain "1"'],
  ["names", "contains", null, true, "`names` contains null"],
  ["user", "contains", "login", false, '`user` does not contain "login"'],
  ["assignee", "exists", true, true, "`assignee` is there"],
  ["missing", "exists", true, false, "`missing` is missing"],
  ["missing", "exists", false, true, "`missing` is missing"],
  ["assignee", "exists", false, false, "`assignee` is there"],
  ["count", "gt", 6, true, "`count` is 7, above 6"],
  ["count", "gt", 7, false, "`count` is 7, not above 7"],
  ["count", "lt", 8, true, "`count` is 7, below 8"],
  ["count", "gt", "6", false, '`count` is 7, not above "6"'],
  ["at", "gt", "2026-01-01", true, '`at` is "2026-02-03T00:00:00.000Z", above "2026-01-01"'],
  ["draft", "lt", 1, false, "`draft` is false, not below 1"],
  ["action", "matches", "^clo", true, "`action` matches /^clo/"],
  ["action", "matches", "^op", false, "`action` does not match /^op/"],
  ["count", "matches", "7", false, "`count` does not match /7/"],
  ["labels[0].name", "eq", "bug", true, '`labels[0].name` is "bug"'],
  ["labels[2].name", "eq", "bug", false, "`labels[2].name` is missing"],
  ["labels[*].name", "eq", "p1", true, '`labels[*].name` is "p1"'],
  ["labels[*].name", "eq", "p2", false, '`labels[*].name` is "bug", "p1", not "p2"'],
  ["labels[*].id", "exists", true, false, "`labels[*].id` is missing"],
])("%s %s %j", (path, op, value, expected, why) => {
  expect(holds(Filter.parse({ path, op, value }), payload)).toEqual({ holds: expected, why });
});

const closed = { path: "action", op: "eq", value: "closed" };
const opened = { path: "action", op: "eq", value: "opened" };
const drafted = { path: "draft", op: "eq", value: true };

test.each<[unknown, boolean, string]>([
  [{ all: [closed, opened, drafted] }, false, '`action` is "closed", not "opened"'],
  [{ all: [closed, { not: drafted }] }, true, '`action` is "closed", and every other condition holds'],
  [{ all: [closed] }, true, '`action` is "closed"'],
  [{ any: [opened, closed] }, true, '`action` is "closed"'],
  [{ any: [drafted, opened] }, false, "`draft` is false, not true, and every other condition fails"],
  [{ not: closed }, false, '`action` is "closed", which is excluded'],
  [{ not: { path: "missing", op: "eq", value: 1 } }, true, "`missing` is missing"],
  [{ not: { not: closed } }, true, '`action` is "closed", which is excluded'],
])("%j", (filter, expected, why) => {
  expect(holds(Filter.parse(filter), payload)).toEqual({ holds: expected, why });
});

const nested = (depth: number): unknown => (depth === 1 ? closed : { not: nested(depth - 1) });
const rereading = { path: "a", op: "matches", value: "x.*y" };
let abyss: unknown = closed;
for (let i = 0; i < 100_000; i++) abyss = { all: [abyss] };

test.each<[string, unknown, string, string]>([
  ["unknown op", { all: [{ ...closed, op: "zz" }] }, "all.0.op", "must be one of eq, ne, contains"],
  ["value of the wrong type", { ...closed, op: "exists" }, "value", "must be true or false"],
  ["no path", { all: [{ ...closed, path: "a..b" }] }, "all.0.path", "must be a path like"],
  ["unknown key", { ...closed, x: 1 }, "x", "is not known here (known: path, op, value)"],
  ["two groups", { all: [closed], any: [closed] }, "any", "may not stand beside all"],
  ["empty group", { any: [] }, "any", "must be an array of one filter"],
  ["not a filter", 5, "", "must be { path, op, value }"],
  ["an array", [closed], "", "must be { path, op, value }"],
  ["nine deep", nested(9), "", "may be nested 8 deep"],
  ["an abyss", abyss, "", "may be nested 8 deep"],
  ["101 conditions", { any: Array.from({ length: 101 }, () => closed) }, "", "may hold 100 conditions"],
  ["four that reread", { any: Array(4).fill(rereading) }, "", "may take too long: begin its patterns with ^"],
  ["backtracking", { not: { path: "a", op: "matches", value: "(a+)+$" } }, "not.value", "may take too long"],
  ["no pattern", { path: "a", op: "matches", value: "(" }, "value", "is not a regular expression"],
])("%s is refused with its place", (_, filter, path, message) => {
  const [issue] = Filter.safeParse(filter).error?.issues ?? [];
  expect(issue?.path.join(".")).toBe(path);
  expect(issue?.message).toStartWith(message);
});

test("eight deep, 100 conditions and three patterns that reread are accepted", () => {
  expect(Filter.safeParse({ any: Array(2).fill(rereading) }).success).toBe(true);
  expect(Filter.safeParse({ any: Array(100).fill({ ...rereading, value: "^x.*y$" }) }).success).toBe(true);
  expect(Filter.safeParse(nested(8)).success).toBe(true);
  expect(Filter.safeParse({ any: Array.from({ length: 100 }, () => closed) }).success).toBe(true);
});

test("a pattern reads three thousand characters of all values together", () => {
  const filter = Filter.parse({ path: "texts[*]", op: "matches", value: "x" });
  const holdsFor = (...texts: string[]) => holds(filter, { texts }).holds;
  expect(holdsFor(`${"a".repeat(2_999)}x`)).toBe(true);
  expect(holdsFor(`${"a".repeat(3_000)}x`)).toBe(false);
  expect(holdsFor("a".repeat(1_500), `${"a".repeat(1_499)}x`)).toBe(true);
  expect(holdsFor("a".repeat(1_500), "a".repeat(1_500), "x")).toBe(false);
});

const path = fc.constantFrom("a", "b.c", "a[0]", "a[*].b", "toString", "constructor", "length", "hasOwnProperty.name");
const scalar = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const condition = fc.oneof(
  fc.record({ path, op: fc.constantFrom("eq", "ne", "contains"), value: scalar }),
  fc.record({ path, op: fc.constant("in"), value: fc.array(scalar, { minLength: 1, maxLength: 4 }) }),
  fc.record({ path, op: fc.constant("exists"), value: fc.boolean() }),
  fc.record({ path, op: fc.constantFrom("gt", "lt"), value: fc.oneof(fc.string(), fc.integer()) }),
  fc.record({ path, op: fc.constant("matches"), value: fc.constantFrom("a", "^\\w+$", "^x.*y") }),
);
const anyFilter = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    condition,
    fc.record({ all: fc.array(tie("filter"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("filter"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie("filter") }),
  ),
})).filter;

test("no filter throws on any payload, and `not` always turns it round", () => {
  fc.assert(
    fc.property(anyFilter, fc.anything({ withNullPrototype: true, withBigInt: true }), (raw, value) => {
      const filter = Filter.parse(raw);
      const verdict = holds(filter, value);
      expect(verdict.why).not.toBe("");
      expect(holds({ not: filter }, value).holds).toBe(!verdict.holds);
    }),
    { numRuns: 1000 },
  );
});

test("names of a prototype never match", () => {
  const names = [
    "toString",
    "constructor",
    "valueOf",
    "hasOwnProperty",
    "__defineGetter__",
    "constructor.name",
    "length",
  ];
  const value = fc.jsonValue().filter((json) => !names.some((name) => JSON.stringify(json).includes(name.slice(0, 6))));
  fc.assert(
    fc.property(fc.constantFrom(...names), value, (path, json) => {
      expect(holds(Filter.parse({ path, op: "exists", value: true }), json).holds).toBe(false);
      expect(holds(Filter.parse({ path, op: "ne", value: "x" }), json).holds).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test("hostile text compares as itself, and the reason stays one short line", () => {
  for (const text of naughtyStrings) {
    const same = holds({ path: "a", op: "eq", value: text }, { a: text });
    expect(same.holds).toBe(true);
    expect(hidesSomething(same.why)).toBe(false);
    expect(same.why).not.toContain("\n");
    expect(same.why.length).toBeLessThan(500);
    expect(holds({ path: "a", op: "contains", value: text }, { a: `<${text}>` }).holds).toBe(true);
  }
});
