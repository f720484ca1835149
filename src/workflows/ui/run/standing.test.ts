import { expect, test } from "bun:test";
import type { Run } from "../api.ts";
import { costOf, rowsOf, tookOf, wasTaken } from "./standing.ts";

const row = (node_id: string, status: string, fields: object = {}) => ({
  node_id,
  item: -1,
  status,
  port: null,
  ...fields,
});
const run = {
  graph: { nodes: [{ id: "may_fail", optional: true }, { id: "a" }, { id: "b" }, { id: "c" }], edges: [] },
  nodes: [
    row("may_fail", "failed", { cost_usd: 0.5 }),
    row("a", "failed"),
    row("b", "succeeded", { port: "true", kind: "map", cost_usd: 3 }),
    row("b", "succeeded", { item: 0, cost_usd: 1 }),
    row("c", "running"),
  ],
} as unknown as Run;

test.each([
  ["may_fail", "success", true],
  ["may_fail", "failure", true],
  ["a", "success", false],
  ["a", "always", true],
  ["b", "true", true],
  ["b", "false", false],
  ["c", "always", false],
  ["gone", "always", false],
])("the way from %s on %s was gone: %p", (from, when, taken) => {
  expect(wasTaken(run, rowsOf(run), { from, to: "z", when })).toBe(taken);
});

test("a run costs what its nodes cost, a map what its items do; time goes by until it ends", () => {
  expect(costOf(run)).toBe(1.5);
  expect(costOf({ ...run, nodes: [] })).toBeNull();
  const started_at = new Date(1_000).toISOString();
  expect(tookOf({ started_at, ended_at: null }, 4_000)).toBe(3_000);
  expect(tookOf({ started_at: null, ended_at: null }, 4_000)).toBeNull();
});
