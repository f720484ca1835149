import { expect, test } from "bun:test";
import { controlOf, emptyOf, labelOf, resolve, type Schema, tagOf } from "./schema.ts";

const root: Schema = {
  $defs: {
    Kind: { type: "string", enum: ["a", "b"] },
    Entry: { type: "object", properties: { kind: { $ref: "#/$defs/Kind" } }, required: ["kind"] },
  },
};
const of = (schema: Schema) => controlOf(resolve(schema, root), root);

test.each<[Schema, string]>([
  [{ type: ["integer", "null"] }, "number"],
  [{ type: ["string", "null"] }, "string"],
  [{ type: "boolean" }, "boolean"],
  [{ allOf: [{ $ref: "#/$defs/Kind" }, { description: "d" }] }, "choice"],
  [{ type: "array", items: { anyOf: [{ type: "string" }, { type: "string", enum: ["*"] }] } }, "texts"],
  [{ type: "array", items: { $ref: "#/$defs/Entry" } }, "list"],
  [{ anyOf: [{ $ref: "#/$defs/Entry" }, { type: "null" }] }, "object"],
  [{ anyOf: [{ type: "string", enum: ["mon"] }, { type: "number" }] }, "text"],
  [{ oneOf: [{ $ref: "#/$defs/Entry" }] }, "variants"],
  [{ type: "object", additionalProperties: { type: "integer" } }, "json"],
  [{ anyOf: [{ type: "object" }, { type: "string" }] }, "json"],
])("%j is entered as %s", (schema, control) => expect(of(schema)).toBe(control as ReturnType<typeof of>));

test("a named schema that may be null keeps what is said of it beside its name", () => {
  const schema = resolve({ anyOf: [{ $ref: "#/$defs/Entry" }, { type: "null" }], description: "d" }, root);
  expect(schema).toMatchObject({ nullable: true, description: "d", required: ["kind"] });
});

test("a new value begins with what must be there", () => {
  expect(emptyOf(resolve({ $ref: "#/$defs/Entry" }, root), root)).toEqual({ kind: "a" });
  expect(emptyOf(resolve({ type: "array", items: {} }, root), root)).toEqual([]);
  expect(tagOf(resolve({ properties: { word: { enum: ["x"] } } }, root))).toEqual(["word", "x"]);
});

test.each([
  ["timeout_secs", "Timeout (seconds)"],
  ["field_limit", "Field limit"],
  ["secs", "Secs"],
])("%s is called %s", (name, label) => expect(labelOf(name)).toBe(label));
