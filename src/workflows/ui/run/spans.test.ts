import { expect, test } from "bun:test";
import type { RunNode } from "../api.ts";
import { spansOf } from "./spans.ts";

const at = (seconds: number | null) =>
  seconds === null ? null : new Date(Date.UTC(2026, 10, 21) + seconds * 1_000).toISOString();
const second = (ms: number | null) => ms && (ms - Date.UTC(2026, 10, 21)) / 1_000;

const node = (node_id: string, times: (number | null)[], fields: Partial<RunNode> = {}) =>
  ({
    ...{ node_id, item: -1, kind: "command", status: "succeeded", attempt: 1, detail: null },
    ...{ created_at: at(times[0] ?? 0), started_at: at(times[1] ?? null), ended_at: at(times[2] ?? null) },
    ...fields,
  }) as RunNode;

test("nodes stand in the order in which they began, items beneath their map; what was skipped is left out", () => {
  const nodes = [
    node("late", [0, 9, 10]),
    node("each", [1, 2, 8], { kind: "map" }),
    node("each", [2, 3, 4], { item: 1 }),
    node("each", [2, 2, 3], { item: 0, attempt: 2, detail: "It failed." }),
    node("never", [1, null, 1], { status: "skipped" }),
    node("next", [10, null, null], { status: "queued" }),
  ];
  const told = spansOf({ nodes }).map(({ id, item, queued, from, to, note }) => [
    ...[id, item, second(queued), second(from), second(to), note],
  ]);
  expect(told).toEqual([
    ["each", -1, 1, 2, 8, ""],
    ["each", 0, 2, 2, 3, "attempt 2: It failed."],
    ["each", 1, 2, 3, 4, ""],
    ["late", -1, 0, 9, 10, ""],
    ["next", -1, 10, null, null, ""],
  ]);
});
