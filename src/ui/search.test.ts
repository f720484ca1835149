import { expect, test } from "bun:test";
import { readOneOf, readTexts } from "./search.ts";

test("a text in the address is one, also where the router took it for something else", () => {
  const search = { text: 404, tag: true, name: "deploy", empty: "", list: ["a"], part: 0.1 };
  expect(readTexts(search, ["text", "tag", "name", "empty", "list", "part"])).toEqual({
    text: "404",
    tag: "true",
    name: "deploy",
  });
});

test("of known values the others are left out", () => {
  expect(readOneOf({ days: 7 }, "days", [7, 90])).toEqual({ days: 7 });
  expect(readOneOf({ days: "7" }, "days", [7, 90])).toEqual({});
});
