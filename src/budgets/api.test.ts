import { afterEach, beforeEach, expect, test } from "bun:test";
import { lockDatabase } from "~/testing/lock-database.ts";
import { door, finished, insertUsage, midway, openStage, type Stage, spenderOf, tokens } from "./testing.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const cap = { name: "cap", scope: "global", window: "month", unit: "usd", hard_limit: 100 };
const call = (...args: Parameters<Stage["client"]["call"]>) => stage.client.call(...args);
const create = (fields: Record<string, unknown> = {}) => call("POST", "/admin/budgets", { ...cap, ...fields }, 201);

test("a budget is made, shown, changed and deleted", async () => {
  const made = await create({ soft_limit: 80 });
  const defaults = { scope_id: null, on_exceeded: "stop", enabled: true };
  expect(made).toMatchObject({ ...cap, ...defaults, soft_limit: 80, spent: 0, reserved: 0, unpriced_attempts: 0 });
  const path = `/admin/budgets/${made.id}`;
  expect(await call("GET", path)).toEqual({ ...made, events: [] });
  const patch = { hard_limit: 90, on_exceeded: "ask" };
  expect(await call("PATCH", path, patch, 200)).toMatchObject({ ...patch, soft_limit: 80 });
  expect((await call("PATCH", path, { hard_limit: 10 }, 400)).errors).toMatchObject([{ path: "hard_limit" }]);
  await call("DELETE", path, undefined, 204);
  await call("GET", path, undefined, 404);
  await call("DELETE", path, undefined, 404);
});

test.each([
  ["no limit", { hard_limit: null }, "hard_limit"],
  ["a hard limit under the soft one", { soft_limit: 101 }, "hard_limit"],
  ["a limit of nothing", { hard_limit: 0 }, "hard_limit"],
  ["half a run", { unit: "runs", hard_limit: 1.5 }, "hard_limit"],
  ["no scope_id", { scope: "trigger" }, "scope_id"],
  ["a scope_id of everything", { scope_id: "x" }, "scope_id"],
  ["an unknown backend", { scope: "backend", scope_id: "copilot" }, "scope_id"],
  ["an unknown account", { scope: "account", scope_id: "acct-x" }, "scope_id"],
  ["an unknown trigger", { scope: "trigger", scope_id: "trig-x" }, "scope_id"],
  ["a relative directory", { scope: "project", scope_id: "work" }, "scope_id"],
  ["an unknown window", { window: "year" }, "window"],
  ["an unknown field", { team: "x" }, "team"],
])("a budget with %s is refused", async (_, fields, path) => {
  const { errors } = await call("POST", "/admin/budgets", { ...cap, ...fields }, 400);
  expect(errors.map((error: { path: string }) => error.path)).toEqual([path]);
});

test("budgets come in pages, newest first", async () => {
  const ids = [];
  for (let i = 0; i < 3; i++) ids.unshift((await create()).id);
  const first = await call("GET", "/admin/budgets?limit=2");
  const rest = await call("GET", `/admin/budgets?limit=2&cursor=${first.next_cursor}`);
  expect([...first.budgets, ...rest.budgets].map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(rest.next_cursor).toBeNull();
});

test("the forecast is the pace of the window so far, and none in its first twentieth", async () => {
  const { id } = await create({ window: "day", hard_limit: 100 });
  insertUsage(stage.ctx, { cost_usd: 6 });
  expect(await call("GET", `/admin/budgets/${id}`)).toMatchObject({ spent: 6, forecast: 12 });
  stage.clock.advance(12 * 3_600_000);
  insertUsage(stage.ctx, { cost_usd: 1 });
  stage.clock.advance(1.19 * 3_600_000);
  expect(await call("GET", `/admin/budgets/${id}`)).toMatchObject({ spent: 1, forecast: null });
  stage.clock.advance(0.01 * 3_600_000);
  const { forecast } = await call("GET", `/admin/budgets/${id}`);
  expect(forecast).toBeCloseTo(20, 6);
});

test("a budget says what it cannot do", async () => {
  const [all, claude] = [await create(), await create({ scope: "backend", scope_id: "claude", unit: "tokens" })];
  expect(all.notes).toEqual([
    expect.stringMatching(/Codex and Gemini.*timeout_secs/),
    expect.stringMatching(/unpriced_attempts/),
  ]);
  expect(claude.notes).toEqual([]);
  insertUsage(stage.ctx, { input_tokens: 10, unpriced_tokens: 10 });
  expect(await call("GET", `/admin/budgets/${all.id}`)).toMatchObject({ spent: 0, unpriced_attempts: 1 });
});

test("an estimate is by the length of the prompt where nothing has run, and then by what has", async () => {
  const asked = { prompt: "x".repeat(4_001), backend: "claude", model: "claude-opus-4-5" };
  const byLength = await call("POST", "/admin/budgets/estimate", asked, 200);
  // 1,001 × 5 + 2,000 × 25 = 55,005 millionths
  expect(byLength).toEqual({
    ...{ input_tokens: 1_001, output_tokens: 2_000, basis: "length", attempts: 0, would_exceed: [] },
    cost_usd: expect.closeTo(0.055005, 9),
  });
  expect(await call("POST", "/admin/budgets/estimate", { ...asked, model: "acme" }, 200)).toMatchObject({
    cost_usd: null,
  });
  const used = { model: "claude-opus-4-5", cache_read_tokens: 300, input_tokens: 100 };
  insertUsage(stage.ctx, { ...used, output_tokens: 100, cost_usd: 1 });
  insertUsage(stage.ctx, { ...used, output_tokens: 300, cost_usd: 2 });
  insertUsage(stage.ctx, { model: "claude-haiku-4-5", output_tokens: 9_000, cost_usd: 9 });
  const byHistory = await call("POST", "/admin/budgets/estimate", asked, 200);
  const mean = { input_tokens: 400, output_tokens: 200, cost_usd: 1.5 };
  expect(byHistory).toEqual({ ...mean, basis: "history", attempts: 2, would_exceed: [] });
});

test("an estimate names the budgets it would exceed", async () => {
  insertUsage(stage.ctx, { model: "claude-opus-4-5", output_tokens: 200, cost_usd: 5 });
  const near = await create({ hard_limit: 9 });
  await create({ hard_limit: 10 });
  await create({ scope: "backend", scope_id: "codex", hard_limit: 1 });
  const runs = await create({ unit: "runs", hard_limit: 1 });
  const asked = { prompt: "x", backend: "claude" };
  const { would_exceed } = await call("POST", "/admin/budgets/estimate", asked, 200);
  expect(would_exceed.sort()).toEqual([near.id, runs.id].sort());
});

test("prices are listed with source and day, by name and in pages", async () => {
  const first = await call("GET", "/admin/prices?limit=2");
  expect(first.prices[0]).toMatchObject({
    model: "claude-3-7-sonnet-20250219",
    fields: { input_cost_per_token: 3e-6 },
    source: expect.stringContaining("LiteLLM"),
    dated: "2026-07-09",
    edited: false,
  });
  const named = await call("GET", "/admin/prices?contains=OPUS-4-5");
  expect(named.prices.length).toBeGreaterThan(0);
  for (const { model } of named.prices) expect(model).toContain("opus-4-5");
  const rest = await call("GET", `/admin/prices?limit=200&cursor=${first.next_cursor}`);
  expect(rest.prices.length).toBeGreaterThan(50);
  expect(rest.next_cursor).toBeNull();
});

test("a price set by hand holds until it is taken back", async () => {
  const doors = door(stage.ctx);
  const price = { input_cost_per_token: 1e-6, output_cost_per_token: 1e-3 };
  const cost = async () => {
    const one = spenderOf(stage.ctx);
    doors.admit(one);
    doors.close(one, finished(tokens({ output: 1_000 })));
    return (await call("GET", `/admin/usage/attempts?execution_id=${one.execution_id}`)).attempts[0].cost_usd;
  };
  expect(await cost()).toBeCloseTo(0.025, 9);
  const edited = await call("PUT", "/admin/prices/claude-opus-4-5", price, 200);
  expect(edited).toMatchObject({ fields: price, edited: true, dated: "2026-05-13" });
  expect(await cost()).toBeCloseTo(1, 9);
  await call("DELETE", "/admin/prices/claude-opus-4-5", undefined, 204);
  expect(await cost()).toBeCloseTo(0.025, 9);
  await call("PUT", "/admin/prices/acme%2Fgrand-1", price, 200);
  await call("DELETE", "/admin/prices/acme%2Fgrand-1", undefined, 204);
  await call("DELETE", "/admin/prices/acme%2Fgrand-1", undefined, 404);
});

test.each([
  ["without output", { input_cost_per_token: 1e-6 }, "output_cost_per_token"],
  ["below nothing", { input_cost_per_token: -1, output_cost_per_token: 1e-6 }, "input_cost_per_token"],
  [
    "of an image",
    { input_cost_per_token: 0, output_cost_per_token: 0, input_cost_per_image: 1 },
    "input_cost_per_image",
  ],
])("a price %s is refused", async (_, fields, path) => {
  const { errors } = await call("PUT", "/admin/prices/acme", fields, 400);
  expect(errors.map((error: { path: string }) => error.path)).toEqual([path]);
});

test("LiteLLM's file is imported: what is no chat model or has no price is skipped, what a person set is kept", async () => {
  const price = { input_cost_per_token: 2e-6, output_cost_per_token: 4e-6 };
  await call("PUT", "/admin/prices/mine", price, 200);
  const models = {
    sample_spec: { mode: "one of: chat, embedding", input_cost_per_token: 0.0, output_cost_per_token: 0.0 },
    "dall-e-3": { mode: "image_generation", output_cost_per_image: 0.04 },
    "gpt-image": { mode: "image_generation", ...price },
    "free-1": { mode: "chat", input_cost_per_token: 0, output_cost_per_token: 0 },
    odd: "text",
    dear: { mode: "chat", input_cost_per_token: 1e300, output_cost_per_token: 1 },
    "acme/grand-1": { mode: "chat", ...price, max_tokens: 9, supports_vision: true, cache_read_input_token_cost: 1e-7 },
    "claude-opus-4-5": { mode: "chat", ...price },
    mine: { mode: "responses", input_cost_per_token: 9e-6, output_cost_per_token: 9e-6 },
  };
  const given = { source: "a test", dated: "2026-05-13", models };
  expect(await call("POST", "/admin/prices/import", given, 200)).toEqual({ imported: 2, kept: 1, skipped: 6 });
  const { prices } = await call("GET", "/admin/prices?limit=200");
  const of = (model: string) => prices.find((one: { model: string }) => one.model === model);
  const imported = { source: "a test", dated: "2026-05-13", edited: false };
  expect(of("acme/grand-1")).toMatchObject({ fields: { ...price, cache_read_input_token_cost: 1e-7 }, ...imported });
  expect(Object.keys(of("acme/grand-1").fields)).toHaveLength(3);
  expect(of("claude-opus-4-5")).toMatchObject({ fields: price, ...imported });
  expect(of("mine")).toMatchObject({ fields: price, edited: true });
});

test("prices of a day to come are refused", async () => {
  const given = { source: "a test", dated: "2026-05-14", models: {} };
  const { errors } = await call("POST", "/admin/prices/import", given, 400);
  expect(errors).toMatchObject([{ path: "dated" }]);
});

test("attempts are listed newest first, by what is asked for", async () => {
  const doors = door(stage.ctx);
  const [a, b] = [spenderOf(stage.ctx), spenderOf(stage.ctx, { account_id: "acct-b", project: "/work/b" })];
  for (const one of [a, b]) doors.admit(one);
  doors.meter(b, midway({ output: 5 }));
  const list = async (query = "") =>
    (await call("GET", `/admin/usage/attempts${query}`)).attempts.map(
      ({ attempt_id }: { attempt_id: string }) => attempt_id,
    );
  expect(await list()).toEqual([b.attempt_id, a.attempt_id]);
  expect(await list("?account_id=acct-b")).toEqual([b.attempt_id]);
  expect(await list(`?execution_id=${a.execution_id}`)).toEqual([a.attempt_id]);
  expect(await list("?project=/work/test")).toEqual([a.attempt_id]);
  expect(await list("?to=2026-05-13T12:00:00.000Z")).toEqual([]);
  const { next_cursor } = await call("GET", "/admin/usage/attempts?limit=1");
  expect(await list(`?cursor=${next_cursor}`)).toEqual([a.attempt_id]);
});

test("budgets are shown while the database is locked", async () => {
  const { id } = await create();
  stage.clock.advance(40 * 86_400_000);
  const unlock = lockDatabase(stage.ctx.config.db_path);
  await call("GET", `/admin/budgets/${id}`);
  expect((await call("GET", "/admin/budgets")).budgets).toHaveLength(1);
  unlock();
});
