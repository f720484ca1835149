import { afterEach, beforeEach, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { schema } from "~/db/schema.ts";
import { BUDGETS } from "./index.ts";
import { budgets, reservations, usage } from "./tables.ts";
import { door, finished, insertUsage, midway, openStage, type Stage, spenderOf, tokens } from "./testing.ts";

let stage: Stage;
let doors: ReturnType<typeof door>;
beforeEach(async () => {
  stage = await openStage();
  doors = door(stage.ctx);
});
afterEach(() => stage[Symbol.asyncDispose]());

const HOUR_MS = 3_600_000;
/** Output of Claude Opus that costs one USD. */
const ONE_USD = 40_000;

const cost = (usd: number) => ({ output: Math.round(usd * ONE_USD) });
const spending = (usd: number) => midway(cost(usd));
const ended = (usd: number) => finished(tokens(cost(usd)));

function budget(fields: Record<string, unknown>) {
  const given = { name: "cap", scope: "global", window: "day", unit: "usd", ...fields };
  return stage.client.call("POST", "/admin/budgets", given, 201);
}

const show = (id: string) => stage.client.call("GET", `/admin/budgets/${id}`);
const spender = (fields = {}) => spenderOf(stage.ctx, fields);

function run(usd: number, fields = {}) {
  const one = spender(fields);
  expect(doors.admit(one)).toEqual({ kind: "admitted" });
  doors.close(one, ended(usd));
  return one;
}

test("of 20 claims a budget for 3 runs lets in exactly 3, also when they end meanwhile", async () => {
  const { id } = await budget({ unit: "runs", hard_limit: 3 });
  const answers = Array.from({ length: 20 }, (_, i) => {
    const one = spender();
    const answer = doors.admit(one);
    if (answer.kind === "admitted" && i % 2 === 0) doors.close(one, finished());
    return answer.kind;
  });
  expect(answers).toEqual([...Array(3).fill("admitted"), ...Array(17).fill("refused")]);
  expect(stage.ctx.db.orm.select().from(usage).all()).toHaveLength(3);
  expect(await show(id)).toMatchObject({ spent: 3, events: Array(17).fill({ kind: "refused" }) });
});

test("the attempts of one execution are one run", async () => {
  await budget({ unit: "runs", hard_limit: 1 });
  const first = run(0);
  const { execution_id } = first;
  expect(doors.admit(spender({ execution_id, number: 2 })).kind).toBe("admitted");
  expect(doors.admit(spender()).kind).toBe("refused");
});

test("handed over, an execution is a run of the second account too", async () => {
  const { ctx } = stage;
  insertAccount("acct-b");
  await budget({ scope: "account", scope_id: "acct-b", unit: "runs", hard_limit: 1 });
  const { execution_id } = run(0, { account_id: "acct-a" });
  run(0, { account_id: "acct-b" });
  const handed = spenderOf(ctx, { execution_id, number: 2, account_id: "acct-b" });
  expect(doors.admit(handed).kind).toBe("refused");
});

test("what is set aside for running attempts holds back the next, and is free when they end", async () => {
  const { id } = await budget({ hard_limit: 10 });
  run(4);
  const [a, b] = [spender(), spender()];
  expect(doors.admit(a).kind).toBe("admitted");
  expect(await show(id)).toMatchObject({ spent: 4, reserved: 4 });
  expect(doors.admit(b)).toEqual({
    kind: "hold",
    detail: expect.stringContaining('the budget "cap" (10 USD in a day)'),
  });
  expect(stage.ctx.db.orm.select().from(usage).where(eq(usage.attempt_id, b.attempt_id)).all()).toEqual([]);
  // Three of the four that were set aside are used up: one is left.
  doors.meter(a, spending(3));
  expect(await show(id)).toMatchObject({ spent: 7, reserved: 1 });
  expect(doors.admit(b).kind).toBe("hold");
  doors.close(a, ended(1));
  expect(await show(id)).toMatchObject({ spent: 5, reserved: 0 });
  expect(doors.admit(b).kind).toBe("admitted");
});

test("of many claims in one moment none counts on what another was given", async () => {
  await budget({ hard_limit: 10 });
  for (let i = 0; i < 4; i++) run(1);
  const kinds = Array.from({ length: 50 }, () => doors.admit(spender()).kind);
  expect(kinds.filter((kind) => kind === "admitted")).toHaveLength(6);
  expect(kinds.slice(6).every((kind) => kind === "hold")).toBe(true);
});

test("what may cost more than is left starts alone: the brake is for that", async () => {
  await budget({ hard_limit: 10 });
  run(9);
  expect(doors.admit(spender()).kind).toBe("admitted");
  expect(doors.admit(spender()).kind).toBe("hold");
});

test("a reservation that was left behind counts no more once its attempt has ended", async () => {
  const { id } = await budget({ hard_limit: 10 });
  run(4);
  const lost = spender();
  doors.admit(lost);
  const set = { ended_at: stage.ctx.clock.iso(), duration_ms: 0 };
  stage.ctx.db.orm.update(usage).set(set).where(eq(usage.attempt_id, lost.attempt_id)).run();
  expect(stage.ctx.db.orm.select().from(reservations).all()).toHaveLength(1);
  expect(await show(id)).toMatchObject({ reserved: 0 });
  expect(doors.admit(spender()).kind).toBe("admitted");
});

test("a run over the hard limit is stopped at its next signal, and the event is written once", async () => {
  const { id } = await budget({ hard_limit: 2 });
  const one = spender();
  doors.admit(one);
  doors.meter(one, spending(2));
  expect(doors.exceeded(one)).toBeUndefined();
  doors.meter(one, spending(2.5));
  const over = {
    budget_id: id,
    on_exceeded: "stop" as const,
    detail: expect.stringContaining("2.5 USD of the budget"),
  };
  expect(doors.exceeded(one)).toEqual(over);
  expect(doors.exceeded(one)).toEqual(over);
  expect(doors.exceeded(one, [id])).toBeUndefined();
  const { events } = await show(id);
  expect(events).toMatchObject([{ kind: "stopped", execution_id: one.execution_id }]);
  expect(doors.admit(spender())).toMatchObject({ kind: "refused" });
});

test("a budget that asks lets a person waive it", async () => {
  const { id } = await budget({ hard_limit: 1, on_exceeded: "ask" });
  run(1);
  const one = spender();
  expect(doors.admit(one)).toMatchObject({ kind: "ask", budget_id: id });
  expect(doors.admit(one, [id])).toEqual({ kind: "admitted" });
  doors.meter(one, spending(1));
  expect(doors.exceeded(one)).toMatchObject({ budget_id: id, on_exceeded: "ask" });
  expect(doors.exceeded(one, [id])).toBeUndefined();
});

test("a refusal outweighs a question, and a question outweighs waiting", async () => {
  await budget({ name: "hold", hard_limit: 2.5 });
  run(1);
  doors.admit(spender());
  expect(doors.admit(spender()).kind).toBe("hold");
  const { id } = await budget({ name: "ask", hard_limit: 1, on_exceeded: "ask" });
  expect(doors.admit(spender()).kind).toBe("ask");
  await budget({ name: "stop", hard_limit: 1 });
  expect(doors.admit(spender(), [id]).kind).toBe("refused");
});

test("a budget counts its own scope alone", async () => {
  await budget({ scope: "backend", scope_id: "claude", hard_limit: 1 });
  await budget({ scope: "project", scope_id: "/work/one", hard_limit: 1 });
  run(5, { backend: "codex", project: "/work/two" });
  expect(doors.admit(spender({ project: "/work/one" })).kind).toBe("admitted");
  run(1, { backend: "codex", project: "/work/one" });
  expect(doors.admit(spender({ backend: "codex", project: "/work/one" })).kind).toBe("refused");
  expect(doors.admit(spender({ backend: "codex", project: "/work/two" })).kind).toBe("admitted");
});

test("a disabled budget counts nothing, and one that cannot be read lets nothing through", async () => {
  const { id } = await budget({ unit: "runs", hard_limit: 1 });
  run(0);
  await stage.client.call("PATCH", `/admin/budgets/${id}`, { enabled: false }, 200);
  expect(doors.admit(spender()).kind).toBe("admitted");
  const window = "fortnight" as "day";
  stage.ctx.db.orm.update(budgets).set({ window, enabled: true, hard_limit: 1e9 }).where(eq(budgets.id, id)).run();
  expect(doors.admit(spender())).toEqual({ kind: "refused", detail: `The budget ${id} cannot be read.` });
  // Not through the client, which holds what it gets to the document: no document knows a fortnight.
  const headers = { "X-API-Key": stage.client.key };
  const { budgets: listed } = await (await fetch(`${stage.client.url}/admin/budgets`, { headers })).json();
  expect(listed).toMatchObject([{ id, spent: null, notes: [expect.stringContaining("cannot read")] }]);
});

test("the next day begins anew, and a run over midnight counts where it began", async () => {
  const { id } = await budget({ hard_limit: 2 });
  run(1.5);
  const night = spender();
  doors.admit(night);
  stage.clock.advance(14 * HOUR_MS);
  doors.meter(night, spending(0.4));
  expect(doors.exceeded(night)).toBeUndefined();
  expect(await show(id)).toMatchObject({ spent: 0, window_start: "2026-05-14T00:00:00.000Z" });
  run(1);
  expect(doors.exceeded(night)).toBeUndefined();
  doors.meter(night, spending(0.6));
  expect(doors.exceeded(night)).toMatchObject({ budget_id: id, detail: expect.stringContaining("2.1 USD") });
  expect(await show(id)).toMatchObject({ spent: 1 });
});

test("an account's budget follows the account's own window", async () => {
  insertAccount("acct-a", { five_hour: stage.ctx.clock.iso(stage.ctx.clock.now() + HOUR_MS) });
  const { id } = await budget({ scope: "account", scope_id: "acct-a", window: "5_hours", hard_limit: 1 });
  run(1, { account_id: "acct-a" });
  expect(await show(id)).toMatchObject({
    window_start: "2026-05-13T08:00:00.000Z",
    window_end: "2026-05-13T13:00:00.000Z",
  });
  expect(doors.admit(spender({ account_id: "acct-a" })).kind).toBe("refused");
  stage.clock.advance(HOUR_MS);
  expect(await show(id)).toMatchObject({ window_start: "2026-05-13T13:00:00.000Z", window_end: null, spent: 0 });
  expect(doors.admit(spender({ account_id: "acct-a" })).kind).toBe("admitted");
});

test("a soft limit warns once in a window: row, log and bell", async () => {
  const { id } = await budget({ soft_limit: 1 });
  let rings = 0;
  stage.ctx.bells.on(BUDGETS, () => rings++);
  const one = spender();
  doors.admit(one);
  doors.meter(one, spending(0.9));
  expect((await show(id)).events).toEqual([]);
  doors.meter(one, spending(1.1));
  doors.meter(one, spending(1.2));
  doors.close(one, ended(1.5));
  expect(doors.admit(spender()).kind).toBe("admitted");
  expect(rings).toBe(1);
  expect(stage.lines.filter(({ msg }) => /soft limit of 1 USD/.test(msg))).toMatchObject([
    { budget_id: id, level: 40 },
  ]);
  expect((await show(id)).events).toMatchObject([{ kind: "warned", execution_id: one.execution_id }]);
  stage.clock.advance(24 * HOUR_MS);
  run(1);
  expect((await show(id)).events).toHaveLength(2);
});

test("a warning about yesterday leaves today its own", async () => {
  const { id } = await budget({ soft_limit: 1 });
  const night = spender();
  doors.admit(night);
  stage.clock.advance(14 * HOUR_MS);
  doors.meter(night, spending(1));
  run(1);
  expect((await show(id)).events).toMatchObject([
    { kind: "warned" },
    { kind: "warned", execution_id: night.execution_id },
  ]);
  run(1);
  expect((await show(id)).events).toHaveLength(2);
});

test("minutes and tokens are counted, those of running attempts too", async () => {
  const minutes = await budget({ unit: "minutes", hard_limit: 10 });
  const counted = await budget({ unit: "tokens", hard_limit: 1_000 });
  const one = spender({ backend: "command", model: null });
  doors.admit(one);
  stage.clock.advance(150_000);
  expect(await show(minutes.id)).toMatchObject({ spent: 2.5 });
  doors.close(one, {});
  const two = spender();
  doors.admit(two);
  doors.meter(two, {
    metered: { steps: [tokens({ input: 100, cache_read: 700, output: 201, reasoning: 50 })], count: 2 },
  });
  expect(await show(counted.id)).toMatchObject({ spent: 1_001 });
  expect(doors.exceeded(two)).toMatchObject({ budget_id: counted.id });
  stage.clock.advance(8 * 60_000);
  expect(doors.exceeded(two, [counted.id])).toMatchObject({ budget_id: minutes.id });
});

test("an estimate is of the trigger's newest 20 attempts, else of the backend's", async () => {
  const { id } = await budget({ hard_limit: 1_000 });
  const trigger_id = stage.ctx.newId("trigger");
  const old = stage.ctx.clock.iso(stage.ctx.clock.now() - 30 * 24 * HOUR_MS);
  const cost = (cost_usd: number) => ({ cost_usd, total_tokens: 1_000 });
  insertUsage(stage.ctx, { trigger_id, ...cost(900), started_at: old });
  for (let i = 0; i < 20; i++) insertUsage(stage.ctx, { trigger_id, ...cost(2) });
  for (let i = 0; i < 20; i++) insertUsage(stage.ctx, { backend: "codex", ...cost(5) });
  // What used nothing tells nothing of what one uses.
  insertUsage(stage.ctx, { trigger_id, cost_usd: null, total_tokens: 0 });
  doors.admit(spender({ trigger_id }));
  expect(await show(id)).toMatchObject({ reserved: 2 });
  doors.admit(spender({ backend: "codex", trigger_id: stage.ctx.newId("trigger") }));
  expect(await show(id)).toMatchObject({ reserved: 7 });
  // What nobody can estimate waits until nobody else spends.
  expect(doors.admit(spender({ backend: "gemini" })).kind).toBe("hold");
});

function insertAccount(id: string, resets: Record<string, string> = {}) {
  const now = stage.ctx.clock.iso();
  const window = (resets_at: string) => ({ utilization: null, status: "open" as const, resets_at, seen_at: now });
  const windows = Object.fromEntries(Object.entries(resets).map(([name, at]) => [name, window(at)]));
  stage.ctx.db.insert(schema.accounts, {
    ...{ id, backend: "claude", name: id, is_default: false, env: {}, position: 1, enabled: true, windows },
    ...{ created_at: now, updated_at: now },
  });
}
