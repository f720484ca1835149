import { expect, test } from "bun:test";
import { printed, textOf, valuesOf } from "./values.ts";

const pull_request = {
  number: 7,
  title: "Fix",
  html_url: "https://github.com/o/r/pull/7",
  user: { login: "kim" },
};
const repository = { html_url: "https://github.com/o/r", full_name: "o/r" };

test("a pull request's values come from where GitHub puts them", () => {
  expect(valuesOf("trig-1", { pull_request, repository, body: "b" })).toMatchObject({
    trigger_id: "trig-1",
    message: "b",
    pr_url: "https://github.com/o/r/pull/7",
    pr_number: 7,
    pr_title: "Fix",
    pr_author: "kim",
    repo_url: "https://github.com/o/r",
    repo_full_name: "o/r",
  });
});

test("values of another type are missing", () => {
  const payload = { pull_request: { title: { a: 1 }, number: null }, repository: [], paths: ["a", 1] };
  const { pr_title, pr_number, repo_url, paths } = valuesOf("trig-1", payload);
  expect([pr_title, pr_number, repo_url, paths]).toEqual([undefined, undefined, undefined, undefined]);
});

test("paths are joined by line ends", () => {
  expect(valuesOf("trig-1", { paths: ["src/a.ts", "src/b.ts"] }).paths).toBe("src/a.ts\nsrc/b.ts");
});

test.each<[unknown, string | undefined, unknown]>([
  [{ message: "m", text: "t" }, "typed", "typed"],
  [{ message: "m", text: "t" }, undefined, "m"],
  [{ message: { x: 1 }, text: "t" }, undefined, "t"],
  [{ body: "b" }, undefined, "b"],
  [{ x: 1 }, undefined, { x: 1 }],
  [undefined, undefined, undefined],
])("the message of %j and %j", (payload, message, expected) => {
  expect(valuesOf("trig-1", payload, message).message).toEqual(expected);
});

test.each<[string, string | undefined]>([
  ["a.b", "x"],
  ["n", "5"],
  ["list[*].t", "1\n2"],
  ["a", undefined],
  ["none", undefined],
  ["__proto__", undefined],
])("the text at %s", (path, expected) => {
  expect(textOf({ a: { b: "x" }, n: 5, list: [{ t: "1" }, { t: "2" }], text: "t" }, path)).toBe(expected);
});

test("JSON is printed for reading, within bounds", () => {
  const same = (text: string) => text;
  expect(printed({ a: [1, null] }, same)).toBe('{\n  "a": [\n    1,\n    null\n  ]\n}');
  expect(printed({ k: "x" }, (text) => `${text}!`)).toContain('"k!": "x!"');
  const wide = printed(
    Array.from({ length: 100_000 }, () => 0),
    same,
  );
  expect(wide).not.toContain("\n");
  const deep = printed(JSON.parse("[".repeat(50_000) + "]".repeat(50_000)), same);
  expect(deep).toContain("nested too deeply");
  expect(deep.length).toBeLessThan(2_000);
});
