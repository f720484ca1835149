import { expect, test } from "bun:test";
import { JsonSchema, mistakeIn } from "./json-schema.ts";

const refusal = (schema: unknown) => {
  const read = JsonSchema.safeParse(schema);
  return read.success ? undefined : read.error.issues[0]?.message;
};

/** Each part leads to the next one twice. */
const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_, i) => [`d${i}`, { allOf: [1, 2].map(() => ({ $ref: `#/$defs/d${i + 1}` })) }]),
);
const nested = (depth: number): object => (depth === 0 ? {} : { properties: { a: nested(depth - 1) } });

test.each<[string, object, RegExp]>([
  ["waits for an answer", { $async: true, type: "number" }, /must do without \$async/],
  ["leads to the network", { $ref: "https://example.com/schema.json" }, /leads nowhere in it/],
  ["leads back to itself", { $ref: "#" }, /leads nowhere in it|back to itself/],
  [
    "leads back to itself by others",
    { $defs: { a: { items: { $ref: "#/$defs/a" } } }, $ref: "#/$defs/a" },
    /back to itself/,
  ],
  ["grows without end", { $defs: { ...doubling, d40: {} }, $ref: "#/$defs/d0" }, /2000 parts at most|32 deep/],
  ["is nested too deeply", nested(10_000), /32 deep at most/],
  ["has a pattern that takes too long", { pattern: "^(a+)+$" }, /may take too long/],
  ["has such a pattern for names", { patternProperties: { "^(a|a)*$": { type: "number" } } }, /may take too long/],
  ["is known by a name", { $id: "http://json-schema.org/draft-07/schema", type: "number" }, /must do without/],
  ["has a type that is none", { type: "text" }, /is no JSON Schema/],
])("a schema that %s is none", (_, schema, message) => {
  expect(refusal(schema)).toMatch(message);
});

test("what inherits is not there, and what two fields have twice is told from what they have once", () => {
  expect(mistakeIn({ required: ["toString"] }, {})).toBe("it must have required property 'toString'");
  expect(mistakeIn(JSON.parse('{"required":["__proto__"]}'), {})).toMatch(/__proto__/);
  const unique = { uniqueItems: true };
  expect(
    mistakeIn(unique, [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
  ).toMatch(/twice|duplicate|must/);
  expect(mistakeIn(unique, [1, "1", null, [1]])).toBeUndefined();
});

test("a list of fifty thousand is looked through at once, and a long text satisfies no pattern", () => {
  const list = Array.from({ length: 50_000 }, (_, i) => ({ i }));
  const began = performance.now();
  expect(mistakeIn({ uniqueItems: true }, list)).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(mistakeIn({ pattern: "^[a-z]+$" }, "a".repeat(3_000))).toBeUndefined();
  expect(mistakeIn({ pattern: "^[a-z]+$" }, "a".repeat(4_000))).toMatch(/pattern/);
});

test("a schema may say more than once what it says elsewhere, and use names of its own language", () => {
  const name = { type: "string", pattern: "^[a-z]+$" };
  const schema = {
    $defs: { name },
    properties: { id: { $ref: "#/$defs/name" }, $id: { $ref: "#/$defs/name" }, pattern: { type: "number" } },
  };
  expect(refusal(schema)).toBeUndefined();
  expect(mistakeIn(schema, { id: "ada", $id: "bob", pattern: 1 })).toBeUndefined();
  expect(mistakeIn(schema, { id: 1 })).toBe("/id must be string");
});
