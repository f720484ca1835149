import { expect, test } from "bun:test";
import { Play } from "lucide-react";
import { type Command, FIXED, matching, placeOf } from "./commands.ts";

const command = (group: string, label: string, hint?: string): Command => ({
  ...{ id: label, group, label, icon: Play, run() {} },
  ...(hint ? { hint } : {}),
});
const labels = (found: ReturnType<typeof matching>) => found.map(([group, of]) => [group, of.map((one) => one.label)]);

test("all words must be in the group, the name or the hint, whatever their case", () => {
  const all = [
    command(FIXED, "Executions"),
    command("Run", "Review pull requests", "trig-1"),
    command("Run", "Nightly"),
  ];
  expect(labels(matching(all, "REVIEW run"))).toEqual([["Run", ["Review pull requests"]]]);
  expect(labels(matching(all, "trig-1"))).toEqual([["Run", ["Review pull requests"]]]);
  expect(matching(all, "weather")).toEqual([]);
});

test("before anything is typed the pages are all there, and of the others the first", () => {
  const pages = Array.from({ length: 8 }, (_, n) => command(FIXED, `Page ${n}`));
  const runs = Array.from({ length: 30 }, (_, n) => command("Run", `Run ${n}`));
  expect(matching([...pages, ...runs], "").map(([, of]) => of.length)).toEqual([8, 5]);
  expect(matching([...pages, ...runs], "run").map(([, of]) => of.length)).toEqual([12]);
});

test("a whole id says where to go", () => {
  expect(placeOf(" trig-01kb3m6g000000000000 ")).toBe("/triggers/trig-01kb3m6g000000000000");
  expect(placeOf("exec-01kb3m6g000000000000")).toBe("/executions/exec-01kb3m6g000000000000");
  expect(placeOf("run-01kb3m6g000000000000")).toBe("/runs/run-01kb3m6g000000000000");
  expect(placeOf("exec-01kb")).toBeUndefined();
});
