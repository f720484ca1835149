import { expect, test } from "bun:test";
import { Contract, type Document } from "./contract.ts";
import { ownContract } from "./own-contract.ts";

const part = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
const whole = { allOf: [{ $ref: "#/components/schemas/Part" }, { properties: { at: { type: "string" } } }] };
const schema = { type: "object", properties: { one: { $ref: "#/components/schemas/Whole" } } };
const document: Document = {
  paths: {
    "/things/{id}": { get: { responses: { 200: { content: { "application/json": { schema } } }, 204: {} } } },
    "/things/none": { get: { responses: { 204: {} } } },
  },
  components: { schemas: { Part: part, Whole: whole } },
};

const answer = { method: "GET", path: "/things/7", status: 200, type: "application/json; charset=utf-8" };
const breach = (more: Record<string, unknown>) => new Contract(document).breach({ ...answer, ...more });

test("what is described is no breach", () => {
  expect(breach({ body: { one: { id: "a", at: "b" } } })).toBeUndefined();
  expect(breach({ status: 204, type: "" })).toBeUndefined();
  expect(breach({ path: "/things/none", status: 204, type: "" })).toBeUndefined();
  expect(breach({ method: "HEAD" })).toBeUndefined();
});

test.each([
  ["a field of another type", { body: { one: { id: 7 } } }, "/one/id must be string"],
  ["a field that is missing", { body: { one: {} } }, "/one must have required property 'id'"],
  ["a field that is not described", { body: { one: { id: "a", more: 1 } } }, "must NOT have unevaluated properties"],
  ["another status", { status: 404 }, "the document has no 404 for it"],
  ["another type", { type: "text/html" }, "the document has other types"],
  ["a word taken for an id", { path: "/things/none" }, "the document has no 200 for it"],
])("%s is a breach", (_, more, words) => expect(breach(more)).toContain(words));

test("a pattern of ours is one in every language: without the flags of this one", () => {
  const patterns = JSON.stringify(ownContract().document).matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g);
  const strange = [...patterns].map(([, pattern = ""]) => pattern).filter((pattern) => /\/[a-z]+$/.test(pattern));
  expect(strange).toEqual([]);
});
