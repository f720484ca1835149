import { expect, test } from "bun:test";
import type { Draft } from "./draft.ts";
import { read, written } from "./file.ts";

const draft: Draft = {
  nodes: [{ id: "review", kind: "agent", prompt: "Look:\n  {input.branch}\n", at: { x: 1, y: 2 } }],
  edges: [{ from: "review", to: "review", when: "failure" }],
  max_parallel: 3,
};

test.each(["json", "yaml"] as const)("what was written as %s is read the same", async (format) => {
  expect(await read(await written(draft, format))).toEqual(draft);
});

test("a graph may lie under its name, and a way may leave its word out", async () => {
  const text = "graph:\n  nodes: [{ id: a, kind: delay }, { id: b, kind: delay }]\n  edges: [{ from: a, to: b }]";
  expect((await read(text)).edges).toEqual([{ from: "a", to: "b", when: "success" }]);
});

test("what is no graph is refused with a sentence", async () => {
  for (const text of ["", "12", "nodes: none", "[1]"]) await expect(read(text)).rejects.toThrow("no list of nodes");
  await expect(read("{")).rejects.toThrow();
});
