import { expect, test } from "bun:test";
import { spansOf } from "./spans.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21) + seconds * 1_000).toISOString();
const second = (instant: number | null) => instant && (instant - Date.UTC(2026, 10, 21)) / 1_000;

const attempt = (number: number, from: number, to: number | null, status = "failed") =>
  ({
    ...{ number, backend: "claude", account_id: "a", model: null, status, reason: "usage_limit", detail: null },
    ...{ started_at: at(from), ended_at: to === null ? null : at(to) },
  }) as Parameters<typeof spansOf>[0]["attempts"][number];

const tool = (number: number, from: number, to?: number) => ({
  ...{ kind: "tool" as const, seq: 1, attempt: number, at: at(from), id: "1", name: "Bash", input: {}, edits: [] },
  ...(to === undefined ? {} : { ended: { at: at(to), output: "", failed: false } }),
});

function told(...given: Parameters<typeof spansOf>) {
  return spansOf(...given).map(({ name, from, to, failed }) => [name, second(from), second(to), failed]);
}

test("it waits, is attempted, and uses tools; what lies between attempts is told", () => {
  const attempts = [attempt(1, 5, 10), attempt(2, 20, 30, "succeeded")];
  expect(
    told({ created_at: at(0), ended_at: at(30), working_dir: "/w", attempts }, [tool(1, 6), tool(2, 22, 23)]),
  ).toEqual([
    ["Queued", 0, 5, false],
    ["Attempt 1", 5, 10, true],
    ["Bash", 6, 10, true],
    ["Between attempts", 10, 20, false],
    ["Attempt 2", 20, 30, false],
    ["Bash", 22, 23, false],
  ]);
});

test("what goes on has no end", () => {
  const run = { created_at: at(0), ended_at: null, working_dir: "/w" };
  expect(told({ ...run, attempts: [] }, [])).toEqual([["Queued", 0, null, false]]);
  expect(told({ ...run, attempts: [attempt(1, 1, null, "running")] }, [tool(1, 2)])).toEqual([
    ["Queued", 0, 1, false],
    ["Attempt 1", 1, null, false],
    ["Bash", 2, null, false],
  ]);
  expect(told({ ...run, attempts: [attempt(1, 1, 2)] }, []).at(-1)).toEqual(["Between attempts", 2, null, false]);
});
