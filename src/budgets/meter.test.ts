import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Seen } from "~/backends/index.ts";
import { usageByAttempt } from "./index.ts";
import { reservations, session_counters } from "./tables.ts";
import { door, finished, midway, openStage, type Stage, spenderOf, tokens } from "./testing.ts";

let stage: Stage;
let doors: ReturnType<typeof door>;
beforeEach(async () => {
  stage = await openStage();
  doors = door(stage.ctx);
});
afterEach(() => stage[Symbol.asyncDispose]());

const spender = (fields = {}) => spenderOf(stage.ctx, fields);
const rowOf = ({ execution_id }: { execution_id: string }) => usageByAttempt(stage.ctx.db.orm, execution_id)[0];

test("an attempt has a row from its claim on, which tells more with every signal", () => {
  const one = spender();
  doors.admit(one);
  const nothing = { total_tokens: 0, turns: 0, cost_usd: null, cost_source: null, models: [], duration_ms: null };
  expect(rowOf(one)).toMatchObject({ ...one, ...nothing, incomplete: true, ended_at: null, session_id: null });
  stage.clock.advance(1_000);
  doors.meter(one, { ...midway({ input: 10, output: 100 }), session_id: "s1" });
  // 10 × 5 + 100 × 25 = 2,550 millionths
  expect(rowOf(one)).toMatchObject({
    input_tokens: 10,
    output_tokens: 100,
    turns: 2,
    incomplete: true,
    session_id: "s1",
  });
  expect(rowOf(one)?.cost_usd).toBeCloseTo(0.00255, 9);
  stage.clock.advance(1_000);
  doors.close(one, finished(tokens({ input: 10, cache_read: 5, cache_write: 3, output: 200, reasoning: 150 })));
  expect(rowOf(one)).toMatchObject({
    ...{ input_tokens: 10, cache_read_tokens: 5, cache_write_tokens: 3, output_tokens: 200, reasoning_tokens: 150 },
    ...{ total_tokens: 218, turns: 1, incomplete: false, cost_source: "table", unpriced_tokens: 0 },
    ...{ started_at: "2026-05-13T12:00:00.000Z", ended_at: "2026-05-13T12:00:02.000Z", duration_ms: 2_000 },
  });
});

test("closed, a row changes no more", () => {
  const one = spender();
  doors.admit(one);
  doors.close(one, finished(tokens({ output: 100 })));
  const before = rowOf(one);
  stage.clock.advance(5_000);
  doors.close(one, finished(tokens({ output: 900 })));
  doors.meter(one, midway({ output: 900 }));
  expect(rowOf(one)).toEqual(before);
});

test("of several models the row says the sum, the one that cost most, and each by itself", () => {
  const one = spender();
  doors.admit(one);
  const haiku = tokens({ model: "claude-haiku-4-5-20251001", input: 90_000, output: 10 });
  const opus = tokens({ input: 1_000, output: 8_000 });
  doors.close(one, finished(haiku, opus));
  const row = rowOf(one);
  // 90,000 × 1 + 10 × 5 = 90,050 and 1,000 × 5 + 8,000 × 25 = 205,000 millionths
  expect(row).toMatchObject({ model: "claude-opus-4-5", total_tokens: 99_010, cost_source: "table" });
  expect(row?.cost_usd).toBeCloseTo(0.29505, 9);
  expect(row?.models.map(({ model, cost_usd }) => [model, cost_usd?.toFixed(6)])).toEqual([
    ["claude-opus-4-5", "0.205000"],
    ["claude-haiku-4-5-20251001", "0.090050"],
  ]);
});

test("what the CLI says it cost counts for a model that the table does not know, and where it is more", () => {
  const [told, known, more, unknown, mixed] = [spender(), spender(), spender(), spender(), spender()];
  for (const one of [told, known, more, unknown, mixed]) doors.admit(one);
  doors.close(more, finished({ ...tokens({ output: 40_000 }), cost_usd: 1.2 }));
  const strange = tokens({ model: "acme/grand-1", input: 100 });
  doors.close(told, finished({ ...strange, cost_usd: 0.5 }));
  doors.close(known, finished({ ...tokens({ output: 40_000 }), cost_usd: 0.9 }));
  doors.close(unknown, finished(strange));
  doors.close(mixed, finished(strange, tokens({ output: 40_000 })));
  expect(rowOf(told)).toMatchObject({ cost_usd: 0.5, cost_source: "cli", unpriced_tokens: 0, model: "acme/grand-1" });
  expect(rowOf(known)).toMatchObject({ cost_usd: 1, cost_source: "table" });
  expect(rowOf(more)).toMatchObject({ cost_usd: 1.2, cost_source: "cli" });
  expect(rowOf(unknown)).toMatchObject({
    cost_usd: null,
    cost_source: null,
    unpriced_tokens: 100,
    model: "acme/grand-1",
  });
  expect(rowOf(mixed)).toMatchObject({ cost_usd: 1, unpriced_tokens: 100, model: "claude-opus-4-5" });
});

test("a plain command has used nothing and cost nothing anybody knows", () => {
  const one = spender({ backend: "command", model: null });
  doors.admit(one);
  doors.close(one, {});
  expect(rowOf(one)).toMatchObject({ total_tokens: 0, cost_usd: null, model: null, incomplete: false, turns: 0 });
});

test("an attempt that was ended before its CLI told all is incomplete", () => {
  const one = spender();
  doors.admit(one);
  doors.close(one, midway({ output: 100 }));
  expect(rowOf(one)).toMatchObject({ output_tokens: 100, incomplete: true, ended_at: stage.ctx.clock.iso() });
});

test("an attempt of a version that kept no usage gets its row", () => {
  const one = spender();
  doors.close(one, finished(tokens({ output: 40_000 })));
  expect(rowOf(one)).toMatchObject({ cost_usd: 1, duration_ms: 0 });
});

test("counts that are none do not keep the row from being written", () => {
  const one = spender();
  doors.admit(one);
  doors.close(one, finished({ ...tokens({ input: 1.5, output: -3, cache_read: 1e300 }), cost_usd: -1, model: "acme" }));
  expect(rowOf(one)).toMatchObject({ input_tokens: 2, output_tokens: 0, cache_read_tokens: 1e12, cost_usd: null });
});

test.each([
  ["too much", 1e308, 1e6],
  ["no number", Number.NaN, null],
  ["less than nothing", -1, null],
])("a cost of %s leaves a budget that can be counted", async (_, cost_usd, expected) => {
  const { id } = await stage.client.call("POST", "/admin/budgets", budgetOf(1e9), 201);
  const one = spender();
  doors.admit(one);
  const models = ["acme/1", "acme/2"].map((model) => ({ ...tokens({ model, input: 1 }), cost_usd }));
  doors.close(one, finished(...models));
  expect(rowOf(one)?.cost_usd).toBe(expected);
  expect(await stage.client.call("GET", `/admin/budgets/${id}`)).toMatchObject({ spent: expected ?? 0 });
});

/** What Codex says at the end of a turn: the whole conversation so far. */
function counted(input: number, session_id = "thread"): Seen {
  const total = { of: "session" as const, models: [tokens({ model: null, input })], turns: 1 };
  return { session_id, model: "gpt-5-codex", end: { ok: true }, metered: { steps: [], count: 0, total } };
}

function turn(seen: Seen, fields = {}) {
  const one = spender({ backend: "codex", model: "gpt-5-codex", ...fields });
  doors.admit(one);
  doors.meter(one, seen);
  doors.close(one, seen);
  return rowOf(one)?.input_tokens;
}

test("of a conversation whose counters go on, each turn counts what it added", () => {
  expect([turn(counted(100)), turn(counted(250)), turn(counted(300))]).toEqual([100, 150, 50]);
  expect(turn(counted(80, "another"))).toBe(80);
});

test("a killed turn leaves the counters as they are, and is not counted twice", () => {
  expect(turn(counted(100))).toBe(100);
  expect(turn({ session_id: "thread", model: "gpt-5-codex" })).toBe(0);
  expect(turn(counted(180))).toBe(80);
});

test("a fork counts on from its original, which stays where it was", () => {
  turn(counted(100));
  expect(turn(counted(130, "fork"), { counts_from: "thread" })).toBe(30);
  expect(turn(counted(170, "fork"))).toBe(40);
  expect(turn(counted(110))).toBe(10);
  const sessions = stage.ctx.db.orm.select().from(session_counters).orderBy(session_counters.session_id).all();
  expect(sessions).toMatchObject([
    { session_id: "fork", models: [{ input: 170 }] },
    { session_id: "thread", models: [{ input: 110 }] },
  ]);
});

test("a fork whose first attempt told nothing counts on from where its original stood", () => {
  turn(counted(1_000));
  expect(turn({ session_id: "fork" }, { counts_from: "thread" })).toBe(0);
  expect(turn(counted(1_200, "fork"), { counts_from: "fork" })).toBe(200);
});

test("a fork and its original that go on side by side each count what they added", () => {
  turn(counted(1_000));
  const on = spender({ backend: "codex", counts_from: "thread" });
  const fork = spender({ backend: "codex", counts_from: "thread" });
  for (const one of [on, fork]) doors.admit(one);
  doors.close(on, counted(1_500));
  doors.close(fork, counted(1_300, "fork"));
  expect([rowOf(on)?.input_tokens, rowOf(fork)?.input_tokens]).toEqual([500, 300]);
});

test("what names no model is priced as the chain's, and its counters go on without a name", () => {
  const rows = [1_000_000, 3_000_000].map((input) => {
    const one = spender({ backend: "codex", model: "gpt-5" });
    doors.admit(one);
    const { model: _, ...seen } = counted(input);
    doors.close(one, seen);
    return rowOf(one);
  });
  // 1.25 USD a million.
  expect(rows.map((row) => [row?.model, row?.cost_usd, row?.cost_source])).toEqual([
    ["gpt-5", 1.25, "table"],
    ["gpt-5", 2.5, "table"],
  ]);
});

test("the end frees what was set aside", async () => {
  await stage.client.call("POST", "/admin/budgets", budgetOf(10), 201);
  const first = spender();
  doors.admit(first);
  doors.close(first, finished(tokens({ output: 40_000 })));
  const one = spender();
  doors.admit(one);
  expect(stage.ctx.db.orm.select().from(reservations).all()).toMatchObject([{ attempt_id: one.attempt_id, amount: 1 }]);
  doors.close(one, {});
  expect(stage.ctx.db.orm.select().from(reservations).all()).toEqual([]);
});

function budgetOf(hard_limit: number) {
  return { name: "cap", scope: "global", window: "day", unit: "usd", hard_limit };
}
