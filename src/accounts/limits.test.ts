import { describe, expect, test } from "bun:test";
import type { Limit } from "~/backends/index.ts";
import { noteStart, noteSuccess } from "./index.ts";
import { coolUntil, type Met } from "./limits.ts";
import { openAccounts } from "./testing.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const hard = (fields: Partial<Limit>): Limit => ({
  ...{ scope: "account", kind: "usage", hard: true, message: "limited" },
  ...fields,
});

const guesses: [kind: Limit["kind"], strikes: number, ms: number][] = [
  ["usage", 1, 5 * MINUTE],
  ["usage", 3, 20 * MINUTE],
  ["usage", 6, 160 * MINUTE],
  ["rate", 1, 15 * SECOND],
  ["rate", 5, 4 * MINUTE],
  ["overload", 1, 10 * SECOND],
  ["overload", 4, 80 * SECOND],
  ["auth", 1, MINUTE],
  ["auth", 6, 32 * MINUTE],
  ["billing", 2, 2 * MINUTE],
];

test.each(guesses)("%s, strike %i: without a reset about %i ms", (kind, strikes, ms) => {
  const at = (chance: number) => coolUntil(hard({ kind }), strikes, 0, chance);
  expect([at(0), at(0.5), at(1)]).toEqual([ms * 0.9, ms, ms * 1.1].map(Math.round));
});

test.each([
  ["usage", 5 * HOUR],
  ["rate", 5 * MINUTE],
  ["overload", 5 * MINUTE],
  ["auth", HOUR],
  ["billing", HOUR],
] as const)("%s: never longer than %i ms without a reset", (kind, most) => {
  for (const strikes of [12, 2_000]) {
    expect(coolUntil(hard({ kind }), strikes, 0, 1)).toBe(most);
    expect(coolUntil(hard({ kind }), strikes, 0, 0)).toBeGreaterThan(most * 0.8);
  }
});

describe("a reset", () => {
  const now = Date.UTC(2026, 0, 1);
  const at = (ms: number) => new Date(now + ms).toISOString();
  test.each([2 * SECOND, HOUR, 8 * DAY])("in %i ms is believed, and a little more is waited", (ms) => {
    const limit = hard({ resets_at: at(ms) });
    expect(coolUntil(limit, 9, now, 0)).toBe(now + ms + SECOND);
    expect(coolUntil(limit, 9, now, 1)).toBe(now + ms + 15 * SECOND);
    expect(coolUntil(hard({ kind: "rate", retry_after_ms: ms }), 9, now, 0)).toBe(now + ms + SECOND);
  });
  test.each([0, -SECOND, 1 - MINUTE])("%i ms off has come while the CLI spoke of it: almost now", (ms) => {
    const limit = hard({ resets_at: at(ms) });
    expect([coolUntil(limit, 9, now, 0), coolUntil(limit, 9, now, 1)]).toEqual([now + SECOND, now + 15 * SECOND]);
  });
  test.each([-MINUTE, 8 * DAY + 1, Number.NaN])("in %i ms is not", (ms) => {
    const resets_at = Number.isNaN(ms) ? "soon" : at(ms);
    expect(coolUntil(hard({ resets_at }), 1, now, 0.5)).toBe(now + 5 * MINUTE);
  });
});

/** A server with one account of Claude, and what the account's page says of its cooldowns. */
async function openOne() {
  const app = await openAccounts();
  const { id } = await app.account("work");
  const met: Met = { id: "first", backend: "claude", account_id: id, model: null };
  const shown = async () => (await app.show(id)).cooldowns;
  const ahead = async () => (await shown()).map((one: { until: string }) => Date.parse(one.until) - app.clock.now());
  const worked = (started_at: string, of: Partial<Met> = {}) =>
    app.ctx.db.tx((tx) => noteSuccess(tx, { ...met, id: "another", ...of, started_at }));
  return { app, id, met, shown, ahead, worked };
}

test("a hard limit bars until shortly after its reset, over a restart too", async () => {
  const { app, id, met, shown } = await openOne();
  const resets_at = app.clock.iso(app.clock.now() + 3 * HOUR);
  app.meet(met, { resets_at, message: "You've hit your limit" });
  const [one] = await shown();
  expect(one).toMatchObject({ model: null, kind: "usage", message: "You've hit your limit", strikes: 1 });
  expect(one.since).toBe(app.clock.iso());
  const late = Date.parse(one.until) - Date.parse(resets_at);
  expect(late).toBeGreaterThanOrEqual(SECOND);
  expect(late).toBeLessThanOrEqual(15 * SECOND);
  await app.close();
  await using again = await openAccounts({ AGENTED_DATA_DIR: app.data_dir });
  expect((await again.show(id)).cooldowns).toEqual([one]);
  again.clock.advance(3 * HOUR + 15 * SECOND);
  expect((await again.show(id)).cooldowns).toEqual([]);
});

test("a soft limit bars nothing, and its window is shown", async () => {
  const { app, id, met } = await openOne();
  await using _ = app;
  const resets_at = app.clock.iso(app.clock.now() + HOUR);
  const soft = { hard: false, resets_at };
  app.meet(met, { ...soft, window: "five_hour", utilization: 0.93 });
  app.meet(met, { ...soft, window: "seven_day", utilization: 0.2 });
  app.meet(met, { ...soft, window: "overage", resets_at: app.clock.iso(0) });
  // Where a window ended is where the next begins: that is shown as it was told.
  const passed = app.clock.iso(app.clock.now() - SECOND);
  app.meet(met, { hard: false, window: "passed", resets_at: passed });
  app.meet(met, { kind: "rate", hard: false });
  const seen_at = app.clock.iso();
  const windows = {
    five_hour: { status: "warned", utilization: 0.93, resets_at, seen_at },
    seven_day: { status: "open", utilization: 0.2, resets_at, seen_at },
    overage: { status: "warned", utilization: null, resets_at: null, seen_at },
    passed: { status: "warned", utilization: null, resets_at: passed, seen_at },
  };
  expect(await app.show(id)).toMatchObject({ cooldowns: [], windows });
  app.meet(met, { window: "five_hour", resets_at });
  expect((await app.show(id)).windows).toEqual({
    ...windows,
    five_hour: { status: "spent", utilization: null, resets_at, seen_at },
  });
});

test("a limit bars its model, its account or its whole backend", async () => {
  const { app, id, met, shown } = await openOne();
  await using _ = app;
  app.meet({ ...met, model: "opus" }, { scope: "model" });
  app.meet(met, { scope: "model" });
  app.meet({ ...met, model: "opus" }, { kind: "auth" });
  app.meet({ ...met, model: "opus" }, { kind: "overload", scope: "model" });
  const named = (list: { scope: string; model: string | null; kind: string }[]) =>
    list.map((one) => `${one.kind} of ${one.scope} ${one.model ?? ""}`.trim()).sort();
  expect(named(await shown())).toEqual([
    ...["auth of account", "overload of backend", "usage of model default", "usage of model opus"],
  ]);
  const other = await app.account("other");
  expect(named((await app.show(other.id)).cooldowns)).toEqual(["overload of backend"]);
  expect((await app.standard("codex")).cooldowns).toEqual([]);
  await app.client.call("DELETE", `/admin/accounts/${id}/cooldowns`, undefined, 204);
  expect([await shown(), (await app.show(other.id)).cooldowns]).toEqual([[], []]);
});

test("a guess grows with each time in a row, and what meets one limit at once is one time", async () => {
  const { app, met, shown, ahead } = await openOne();
  await using _ = app;
  for (const [strikes, ms] of [
    [1, 5],
    [2, 10],
    [3, 20],
  ] as const) {
    for (let i = 0; i < 10; i++) app.meet(met);
    expect(await shown()).toMatchObject([{ strikes }]);
    const [left] = await ahead();
    expect(left).toBeGreaterThanOrEqual(ms * MINUTE * 0.9);
    expect(left).toBeLessThanOrEqual(ms * MINUTE * 1.1);
    app.clock.advance(left);
  }
});

test("a later end is not shortened while it holds, by its own kind or another", async () => {
  const { app, met, ahead } = await openOne();
  await using _ = app;
  app.meet(met, { resets_at: app.clock.iso(app.clock.now() + 2 * HOUR) });
  app.meet(met);
  app.meet(met, { resets_at: app.clock.iso(app.clock.now() + MINUTE) });
  app.meet(met, { kind: "rate" });
  const [usage, rate] = (await ahead()).sort((a: number, b: number) => b - a);
  expect(usage).toBeGreaterThan(2 * HOUR);
  expect(rate).toBeLessThan(MINUTE);
  app.meet(met, { resets_at: app.clock.iso(app.clock.now() + 3 * HOUR) });
  expect(Math.max(...(await ahead()))).toBeGreaterThan(3 * HOUR);
});

test("a success forgets what barred it before it began, of its model, account and backend alone", async () => {
  const { app, id, met, shown, worked } = await openOne();
  await using _ = app;
  const other = await app.account("other");
  const begun_before = app.clock.iso(app.clock.now() - 1);
  const meetAll = () => {
    for (const kind of ["usage", "auth", "overload"] as const) app.meet(met, { kind });
    for (const model of ["opus", "sonnet"]) app.meet({ ...met, model }, { scope: "model" });
    app.meet({ ...met, account_id: other.id });
  };
  meetAll();
  worked(begun_before, { model: "opus" });
  expect(await shown()).toHaveLength(5);
  app.clock.advance(1);
  worked(app.clock.iso(), { model: "opus" });
  expect(await shown()).toMatchObject([{ model: "sonnet" }]);
  expect((await app.show(other.id)).cooldowns).toHaveLength(1);
  // The strikes are gone too.
  app.clock.advance(HOUR);
  app.meet(met);
  expect(await shown()).toMatchObject([{ kind: "usage", strikes: 1 }]);
  app.ctx.db.tx((tx) => noteStart(app.ctx, tx, id));
  expect(await app.show(id)).toMatchObject({ last_used_at: app.clock.iso() });
});

test("a limit that an attempt met and succeeded in spite of bars nobody; what another met with it does", async () => {
  const { app, met, shown, worked } = await openOne();
  await using _ = app;
  const started_at = app.clock.iso();
  app.clock.advance(1);
  app.meet(met, { resets_at: app.clock.iso(app.clock.now() + 7 * DAY) });
  app.meet(met, { kind: "overload" });
  worked(started_at, { id: met.id });
  expect(await shown()).toEqual([]);
  const resets_at = app.clock.iso(app.clock.now() + HOUR);
  for (const id of ["one", "two"]) app.meet({ ...met, id }, { resets_at, message: `of ${id}` });
  app.meet(met, { resets_at: app.clock.iso(app.clock.now() + 7 * DAY) });
  expect(await shown()).toMatchObject([{ strikes: 1, message: "limited" }]);
  worked(started_at, { id: met.id });
  const [one] = await shown();
  expect(Date.parse(one.until) - app.clock.now()).toBeLessThan(2 * HOUR);
  worked(started_at, { id: "one" });
  expect(await shown()).toMatchObject([{ message: "of two" }]);
  worked(started_at, { id: "two" });
  expect(await shown()).toEqual([]);
});

test("strikes go on over attempts, and what is over leaves no rows behind", async () => {
  const { app, met, shown, ahead } = await openOne();
  await using _ = app;
  for (const [at, id] of ["one", "two", "three"].entries()) {
    app.meet({ ...met, id });
    expect(await shown()).toMatchObject([{ strikes: at + 1 }]);
    app.clock.advance((await ahead())[0]);
  }
  expect(app.ctx.db.sqlite.query("SELECT attempt_id FROM cooldowns").all()).toEqual([{ attempt_id: "three" }]);
});

test("an account with an endpoint of its own is overloaded alone, the default one too", async () => {
  await using app = await openAccounts({ GOOGLE_GEMINI_BASE_URL: "http://127.0.0.1:1", CODE_ASSIST_ENDPOINT: "" });
  const key = { variable: "GEMINI_API_KEY", secret: "sk-of-a-gateway" };
  const plain = await app.account("plain", { backend: "gemini", key });
  const env = { CODE_ASSIST_ENDPOINT: "http://127.0.0.1:2" };
  const gateway = await app.account("gateway", { backend: "gemini", key, env });
  const standard = await app.standard("gemini");
  const kinds = async () => {
    const shown = await Promise.all([plain, gateway, standard].map(({ id }) => app.show(id)));
    return shown.map(({ cooldowns }) => cooldowns.map((one: { kind: string }) => one.kind).join());
  };
  const met = { backend: "gemini" as const, model: "flash" };
  app.meet({ ...met, account_id: gateway.id }, { kind: "overload", scope: "backend" });
  expect(await kinds()).toEqual(["", "overload", ""]);
  app.meet({ ...met, account_id: standard.id }, { kind: "overload", scope: "model" });
  expect(await kinds()).toEqual(["", "overload", "overload"]);
  app.meet({ ...met, account_id: plain.id }, { kind: "rate", scope: "backend" });
  expect(await kinds()).toEqual(["rate", "overload,rate", "overload,rate"]);
});
