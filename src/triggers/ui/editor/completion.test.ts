import { expect, test } from "bun:test";
import { completed, offersFor, pathsOf, wordBefore } from "./completion.ts";

test.each([
  ["Say {pr_t", "pr_t"],
  ["{", ""],
  ["{payload.a[0]", "payload.a[0]"],
  ["{message} and", undefined],
  ['{ "json', undefined],
])("behind the open brace of %j stands %j", (text, word) => expect(wordBefore(text, text.length)).toBe(word));

test("what begins so is offered before what holds it, and what is whole is not", () => {
  const offers = ["title", "pr_title", "message"].map((name) => ({ name, hint: "" }));
  expect(offersFor("ti", offers).map(({ name }) => name)).toEqual(["title", "pr_title"]);
  expect(offersFor("title", offers).map(({ name }) => name)).toEqual(["pr_title"]);
});

test("a word is made whole in the midst of a text, with one closing brace", () => {
  expect(completed("Say {pr} now", 7, "pr_title")).toEqual({ text: "Say {pr_title} now", caret: 14 });
  expect(completed("Say {pr now", 7, "pr_title")).toEqual({ text: "Say {pr_title} now", caret: 14 });
});

test("the fields of a payload are named as placeholders are", () => {
  const names = pathsOf({ a: { "b c": 1, d: [{ e: "x" }] } }).map(({ name }) => name);
  expect(names).toEqual(["payload.a", "payload.a.d", "payload.a.d[0]", "payload.a.d[0].e"]);
});
