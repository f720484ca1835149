import { expect, test } from "bun:test";
import type { Schema } from "~/ui/parts/schema-form/schema.ts";
import { changesOf, draftOf, freshDraft, inputOf, previewOf } from "./draft.ts";

const word = (kind: string): Schema => ({ type: "string", enum: [kind] });
const schema: Schema = {
  type: "object",
  properties: { name: { type: "string" }, source: { oneOf: [{ $ref: "#/$defs/Manual" }, { $ref: "#/$defs/Hook" }] } },
  $defs: {
    Manual: { type: "object", properties: { kind: word("manual") }, required: ["kind"] },
    Hook: {
      type: "object",
      properties: { kind: word("webhook"), keyword: { type: "string" }, events: { type: "array" } },
      required: ["kind", "events"],
    },
  },
};

test("a draft holds what its schema names, in the variant that it is", () => {
  const source = { kind: "webhook", keyword: "x", secret_set: true };
  expect(draftOf({ id: "trig-1", name: "n", source }, schema)).toEqual({
    name: "n",
    source: { kind: "webhook", keyword: "x" },
  });
});

test("a new one begins with what its kind must have", () => {
  expect(freshDraft(schema, "webhook", "claude").source).toEqual({ kind: "webhook", events: [] });
  expect(freshDraft(schema, "no such kind", "claude").source).toEqual({ kind: "manual" });
});

test("only what differs is sent, in whatever order it is; with a chain no backend", () => {
  const saved = { name: "n", source: { kind: "webhook", keyword: "x" }, backend: "claude" };
  expect(changesOf({ ...saved, source: { keyword: "x", kind: "webhook" } }, saved)).toEqual({});
  expect(changesOf({ ...saved, name: "m" }, saved)).toEqual({ name: "m" });
  expect(inputOf({ ...saved, model: "m", chain: {} })).toEqual({ name: "n", source: saved.source, chain: {} });
});

test("a preview is asked for without the secret", () => {
  const draft = { name: "n", source: { kind: "webhook", secret: "s" }, prompt_template: "p", strict: true };
  expect(previewOf(draft)).toEqual({ source: { kind: "webhook" }, prompt_template: "p", strict: true });
});
