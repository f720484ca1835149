import { afterEach, beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import type { ModelUsage } from "~/backends/index.ts";
import { report } from "./report.ts";
import { usage } from "./tables.ts";
import { door, finished, insertUsage, openStage, type Stage, spenderOf, tokens } from "./testing.ts";
import { GroupBy, type UsageReport } from "./usage-model.ts";

const zone = process.env.TZ;
let stage: Stage;
beforeEach(async () => {
  process.env.TZ = "Europe/Berlin";
  stage = await openStage();
});
afterEach(async () => {
  process.env.TZ = zone ?? "UTC";
  await stage[Symbol.asyncDispose]();
});

function ask(query: string): Promise<UsageReport> {
  return stage.client.call("GET", `/admin/usage?${query}`);
}

/** Runs an attempt of these models to its end. */
function run(models: ModelUsage[], fields: Parameters<typeof spenderOf>[1] = {}) {
  const doors = door(stage.ctx);
  const one = spenderOf(stage.ctx, fields);
  doors.admit(one);
  doors.close(one, finished(...models));
  return one;
}

const ONE_USD = tokens({ output: 40_000 });
const unpriced = tokens({ model: "acme/grand-1", input: 500 });

test("an attempt of several models is split among them", async () => {
  run([ONE_USD, tokens({ model: "claude-haiku-4-5", output: 400_000 })]);
  run([ONE_USD, unpriced]);
  run([], { backend: "command", model: null });
  const { rows, totals } = await ask("group_by=model");
  const brief = rows.map(({ group, cost_usd, total_tokens, attempts, turns, unpriced_attempts }) => ({
    ...{ group, cost_usd: cost_usd === null ? null : Math.round(cost_usd * 1e6) / 1e6 },
    ...{ total_tokens, attempts, turns, unpriced_attempts },
  }));
  expect(brief).toEqual([
    { group: "claude-haiku-4-5", cost_usd: 2, total_tokens: 400_000, attempts: 1, turns: 1, unpriced_attempts: 0 },
    { group: "claude-opus-4-5", cost_usd: 2, total_tokens: 80_000, attempts: 2, turns: 1, unpriced_attempts: 0 },
    { group: "acme/grand-1", cost_usd: null, total_tokens: 500, attempts: 1, turns: 0, unpriced_attempts: 1 },
    { group: null, cost_usd: null, total_tokens: 0, attempts: 1, turns: 1, unpriced_attempts: 0 },
  ]);
  expect(totals).toMatchObject({ total_tokens: 480_500, attempts: 3, runs: 3, turns: 3, unpriced_attempts: 1 });
});

test("days are those of the server's zone, also where the clocks are changed", async () => {
  const instants = [
    "2026-03-28T22:59:59.999Z",
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T21:59:00.000Z",
    "2026-03-29T22:00:00.000Z",
  ];
  for (const started_at of instants) insertUsage(stage.ctx, { started_at, cost_usd: 1 });
  const { rows } = await ask("group_by=day&from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z");
  expect(rows.length).toBe(32);
  const used = rows.filter(({ attempts }) => attempts > 0);
  expect(used.map(({ group, cost_usd }) => [group, cost_usd])).toEqual([
    ["2026-03-28", 1],
    ["2026-03-29", 2],
    ["2026-03-30", 1],
  ]);
});

test("so many days end with today, each of them listed, also those without use and in the week the clocks are changed", async () => {
  insertUsage(stage.ctx, { cost_usd: 1, started_at: "2026-05-11T22:00:00.000Z", incomplete: true });
  const { from, rows, totals } = await ask("group_by=day&days=3");
  expect(from).toBe("2026-05-10T22:00:00.000Z");
  expect(rows.map(({ group, attempts, cost_usd }) => [group, attempts, cost_usd])).toEqual([
    ["2026-05-11", 0, null],
    ["2026-05-12", 1, 1],
    ["2026-05-13", 0, null],
  ]);
  expect(totals).toMatchObject({ attempts: 1, runs: 1, incomplete_attempts: 1 });
  const week = await ask("days=7&to=2026-03-31T10:00:00Z");
  expect(week.rows.map(({ group }) => group)).toEqual([25, 26, 27, 28, 29, 30, 31].map((day) => `2026-03-${day}`));
});

test("an execution is one run of whatever its attempts fall under, and of each account that took part", async () => {
  const one = run([ONE_USD], { account_id: "acct-a" });
  for (const [number, account_id] of [
    [2, "acct-b"],
    [3, "acct-b"],
  ] as const)
    run([ONE_USD], { ...one, number, account_id, attempt_id: stage.ctx.newId("attempt") });
  const brief = ({ rows, totals }: UsageReport) => [
    totals.runs,
    ...rows.map(({ group, runs, attempts }) => [group, runs, attempts]),
  ];
  expect(brief(await ask("group_by=account"))).toEqual([1, ["acct-b", 1, 2], ["acct-a", 1, 1]]);
  expect(brief(await ask("group_by=backend&account_id=acct-b"))).toEqual([1, ["claude", 1, 2]]);
  expect(brief(await ask("group_by=model"))).toEqual([1, ["claude-opus-4-5", 1, 3]]);
});

test("a part of a day at either end is that part", async () => {
  for (const hour of ["08", "10", "12"]) insertUsage(stage.ctx, { started_at: `2026-05-10T${hour}:00:00.000Z` });
  const { rows, totals } = await ask("group_by=day&from=2026-05-10T09:00:00Z&to=2026-05-10T12:00:00Z");
  expect(rows).toMatchObject([{ group: "2026-05-10", attempts: 1 }]);
  expect(totals).toMatchObject({ attempts: 1, cost_usd: null });
});

test("a report keeps to what is asked for", async () => {
  run([ONE_USD], { project: "/work/a" });
  run([ONE_USD], { project: "/work/b", backend: "codex" });
  const first = run([ONE_USD], { project: "/work/b", account_id: "acct-b" });
  run([ONE_USD], { ...first, number: 2, attempt_id: stage.ctx.newId("attempt") });
  expect((await ask("group_by=project")).rows).toMatchObject([
    { group: "/work/b", attempts: 3, runs: 2, cost_usd: 3 },
    { group: "/work/a", attempts: 1, runs: 1, cost_usd: 1 },
  ]);
  expect((await ask("group_by=account&project=/work/b&backend=claude")).rows).toMatchObject([
    { group: "acct-b", attempts: 2 },
  ]);
  expect((await ask(`group_by=trigger&execution_id=${first.execution_id}`)).totals).toMatchObject({
    attempts: 2,
    runs: 1,
  });
});

test("too many days are refused, and so is a group nobody knows", async () => {
  const problem = await stage.client.call("GET", "/admin/usage?from=2020-01-01T00:00:00Z", undefined, 400);
  expect(problem.errors).toMatchObject([{ path: "from" }]);
  await stage.client.call("GET", "/admin/usage?group_by=colour", undefined, 400);
});

const amount = fc.nat(100_000);
const part = fc.record({
  model: fc.constantFrom("claude-opus-4-5", "claude-haiku-4-5", "acme/grand-1"),
  ...{ input: amount, cache_read: amount, cache_write: amount, output: amount, reasoning: fc.constant(0) },
});
const attempt = fc.record({
  models: fc.uniqueArray(part, { maxLength: 3, selector: ({ model }) => model }),
  trigger_id: fc.constantFrom("trig-a", "trig-b", null),
  account_id: fc.constantFrom("acct-a", "acct-b"),
  backend: fc.constantFrom("claude" as const, "codex" as const),
  project: fc.constantFrom("/a", "/b", "/c"),
  ago_ms: fc.nat(5 * 24 * 3_600_000),
});
const ADDED = [
  "input_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "output_tokens",
  "total_tokens",
  "turns",
] as const;

test("however it is grouped, the groups add up to the total", async () => {
  const { ctx, clock } = stage;
  const doors = door(ctx);
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { maxLength: 12 }), async (attempts) => {
      ctx.db.orm.delete(usage).run();
      for (const { models, ago_ms, ...fields } of attempts) {
        const one = spenderOf(ctx, fields);
        doors.admit(one);
        doors.close(one, finished(...models));
        const started_at = clock.iso(clock.now() - ago_ms);
        ctx.db.sqlite.run("UPDATE usage SET started_at = ? WHERE attempt_id = ?", [started_at, one.attempt_id]);
      }
      for (const by of GroupBy.options) {
        const { rows, totals } = await report(ctx, by, {});
        expect(totals).toMatchObject({ attempts: attempts.length, runs: attempts.length });
        for (const field of ADDED) expect(rows.reduce((sum, row) => sum + row[field], 0)).toBe(totals[field]);
        const costs = rows.flatMap(({ cost_usd }) => cost_usd ?? []);
        const sum = costs.length === 0 ? null : costs.reduce((all, one) => all + one, 0);
        expect(sum).toEqual(totals.cost_usd === null ? null : expect.closeTo(totals.cost_usd, 9));
        if (by !== "model") expect(rows.reduce((all, row) => all + row.attempts, 0)).toBe(attempts.length);
      }
    }),
    { numRuns: 60 },
  );
});
