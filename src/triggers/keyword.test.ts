import { expect, test } from "bun:test";
import { keywordHolds } from "./keyword.ts";

test.each<[string, unknown, string | undefined, boolean, string]>([
  ["deploy", { text: "please DEPLOY now" }, "text", true, '`text` contains "deploy"'],
  ["DEPLOY", { a: { b: ["x", "deploy"] } }, "a.b[*]", true, '`a.b[*]` contains "DEPLOY"'],
  ["deploy", { text: "no" }, "text", false, '`text` does not contain "deploy"'],
  ["1", { text: 10 }, "text", true, '`text` contains "1"'],
  ["", { text: "" }, "text", true, '`text` contains ""'],
  ["x", {}, "text", false, "`text` is missing"],
  ["x", { text: { x: 1 } }, "text", false, "`text` is missing"],
  ["x", { text: "x" }, "__proto__", false, "`__proto__` is missing"],
  ["x", { body: "X" }, undefined, true, 'the text contains "x"'],
  ["x", null, undefined, false, "the text is missing"],
])("%j in %j at %s", (keyword, payload, path, holds, why) => {
  expect(keywordHolds(keyword, payload, path)).toEqual({ holds, why });
});
