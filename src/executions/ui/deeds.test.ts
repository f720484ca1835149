import { expect, test } from "bun:test";
import type { Execution } from "../model.ts";
import { deedsOf } from "./deeds.ts";

const entries = [{ backend: "claude" }, { backend: "codex" }];
const one = (fields: object) =>
  deedsOf({
    ...{ status: "running", attempts: [{ session_id: "s" }], chain: { entries }, stop_reason: null, ended_at: null },
    ...fields,
  } as Execution);

test.each([
  [{}, ["replay", "hand_over", "curl"]],
  [{ stop_reason: "user" }, ["replay", "curl"]],
  [{ chain: { entries: entries.slice(1) } }, ["replay", "curl"]],
  [{ status: "queued" }, ["replay", "curl"]],
  [{ status: "failed", ended_at: "2026-01-01T00:00:00.000Z" }, ["replay", "continue", "curl"]],
  [{ status: "failed", ended_at: "2026-01-01T00:00:00.000Z", attempts: [] }, ["replay", "curl"]],
])("of one with %j: %j", (fields, deeds) => {
  expect(one(fields)).toEqual(deeds as ReturnType<typeof deedsOf>);
});
