import { expect, test } from "bun:test";
import fc from "fast-check";
import { schema } from "~/db/schema.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { type Alone, fired, openAlone, outcomes, scheduled } from "./testing.ts";

const { executions } = schema;

const HOUR_MS = 3_600_000;
const TICK_MS = 30_000;
const HOURLY = { cron: "0 * * * *" };
const START = "2026-01-01T00:30:00.000Z";

const hours = (from: string, count: number) =>
  Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + i * HOUR_MS).toISOString().slice(0, 19));

test.each([
  ["skip", { policy: "skip" }, 1, 0],
  ["the newest", {}, 1, 1],
  ["all", { policy: "all" }, 1, 1],
  ["skip", { policy: "skip" }, 72, 0],
  ["the newest", {}, 72, 1],
  ["the newest, too late", { window_secs: 60 }, 72, 0],
  ["all", { policy: "all", most: 100, window_secs: 500_000 }, 72, 72],
  ["all of a day", { policy: "all", most: 100 }, 72, 24],
  ["at most 10", { policy: "all" }, 72, 10],
])(
  "catch-up %s (%p): of a clock set %d h forward %d are made up, the oldest first",
  async (_, catch_up, jump, made) => {
    await using stage = await openAlone(START);
    const id = await scheduled(stage, { ...HOURLY, catch_up });
    stage.clock.advance(2 * HOUR_MS);
    expect(fired(stage, id)).toEqual(hours("2026-01-01T01:00:00Z", 2));
    stage.clock.jump(jump * HOUR_MS);
    stage.clock.advance(TICK_MS);
    const late = hours("2026-01-01T03:00:00Z", jump);
    const [missed, after] = [late.slice(0, jump - made), late.slice(jump - made)];
    expect(outcomes(stage, id).slice(2)).toEqual([
      ...missed.map((at) => `${at} missed`),
      ...after.map((at) => `${at} fired`),
    ]);
    expect(await madeUp(stage, id)).toEqual(after);
    const { counts, next_run_at } = await stage.client.call("GET", `/admin/triggers/${id}/schedule`);
    expect(counts).toEqual({ fired: 2 + made, missed: jump - made, waiting: 0, skipped: 0, failed: 0 });
    expect(Date.parse(next_run_at)).toBe(Date.parse(`${late.at(-1)}Z`) + HOUR_MS);
  },
  20_000,
);

/** In the order in which they fired. */
async function madeUp({ client }: Alone, id: string): Promise<string[]> {
  const { fires } = await client.call("GET", `/admin/triggers/${id}/fires?outcome=fired&limit=200`);
  const late = fires.filter((fire: { catch_up: boolean }) => fire.catch_up);
  return late.map(({ nominal_at }: { nominal_at: string }) => nominal_at.slice(0, 19)).reverse();
}

test("each missed time says why it was", async () => {
  await using stage = await openAlone(START);
  const policies = [{ policy: "skip" }, {}, { policy: "all", most: 2 }, { policy: "all", window_secs: 3_600 }];
  const ids: string[] = [];
  for (const catch_up of policies) ids.push(await scheduled(stage, { ...HOURLY, catch_up }));
  stage.clock.advance(TICK_MS);
  stage.clock.jump(5 * HOUR_MS);
  stage.clock.advance(TICK_MS);
  const why = async (id: string) =>
    (await stage.client.call("GET", `/admin/triggers/${id}/fires?outcome=missed`)).fires.at(-1).why;
  const late = "Nobody was there for it until 4 h 31 min later";
  expect(await Promise.all(ids.map(why))).toEqual([
    `${late}, and catch_up.policy is skip.`,
    `${late}, and of what was missed catch_up makes up the newest alone.`,
    `${late}, and of what was missed catch_up makes up 2 at most.`,
    `${late}, more than catch_up.window_secs, which is 3600 seconds.`,
  ]);
});

test("what a minute's sleep delays is on time, whatever the policy", async () => {
  await using stage = await openAlone("2026-01-01T00:00:30.000Z");
  const id = await scheduled(stage, { cron: "0,15,30,45 * * * * *", catch_up: { policy: "skip" } });
  stage.clock.jump(50_000);
  stage.clock.advance(TICK_MS);
  expect(outcomes(stage, id).every((line) => line.endsWith("fired"))).toBe(true);
  expect(fired(stage, id).length).toBe(5);
});

test("a clock that is set back fires nothing twice, and goes on when it is later again", async () => {
  await using stage = await openAlone(START);
  const id = await scheduled(stage, HOURLY);
  stage.clock.advance(6 * HOUR_MS);
  const before = outcomes(stage, id);
  expect(fired(stage, id)).toEqual(hours("2026-01-01T01:00:00Z", 6));
  stage.clock.jump(-3 * HOUR_MS);
  stage.clock.advance(TICK_MS);
  const { next_run_at } = await stage.client.call("GET", `/admin/triggers/${id}/schedule`);
  expect(next_run_at).toBe("2026-01-01T07:00:00.000Z");
  stage.clock.advance(3 * HOUR_MS - TICK_MS);
  expect(outcomes(stage, id)).toEqual(before);
  stage.clock.advance(HOUR_MS);
  expect(fired(stage, id)).toEqual(hours("2026-01-01T01:00:00Z", 7));
});

test("a clock that was wrong for a while leaves no hole: what was missed by it fires when its time comes", async () => {
  await using stage = await openAlone(START);
  const id = await scheduled(stage, { ...HOURLY, catch_up: { policy: "skip" } });
  stage.clock.jump(72 * HOUR_MS);
  stage.clock.advance(TICK_MS);
  expect(outcomes(stage, id).filter((line) => line.endsWith("missed"))).toHaveLength(72);
  stage.clock.jump(-72 * HOUR_MS);
  stage.clock.advance(3 * HOUR_MS);
  expect(fired(stage, id)).toEqual(hours("2026-01-01T01:00:00Z", 3));
});

test("what is forty days ahead, longer than any timer lasts, comes within one look of its time", async () => {
  await using stage = await openAlone(START);
  const id = await scheduled(stage, { cron: "0 0 10 2 *" });
  stage.clock.jump(39 * 24 * HOUR_MS);
  stage.clock.advance(23.4 * HOUR_MS);
  expect(outcomes(stage, id)).toEqual([]);
  stage.clock.jump(6 * 60_000);
  stage.clock.advance(TICK_MS);
  expect(outcomes(stage, id)).toEqual(["2026-02-10T00:00:00 fired"]);
});

type Step = { kind: "live" | "jump"; hours: number } | { kind: "restart" };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("live" as const), hours: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ kind: fc.constant("jump" as const), hours: fc.integer({ min: -72, max: 72 }) }),
    fc.constant({ kind: "restart" as const }),
  ),
  { minLength: 3, maxLength: 8 },
);

test("whatever the clock does, what is lived through fires once, and what is leapt over is missed", async () => {
  await fc.assert(fc.asyncProperty(steps, holds), { numRuns: 12 });
}, 120_000);

async function holds(steps: Step[]): Promise<void> {
  let stage = await openAlone(START);
  const id = await scheduled(stage, { ...HOURLY, catch_up: { policy: "skip" } });
  const [lived, leapt] = [new Set<string>(), new Set<string>()];
  try {
    for (const step of steps) {
      const from = stage.clock.iso(stage.clock.now() - 30 * 60_000);
      if (step.kind === "restart") {
        await stage.close();
        stage = await openAlone(stage.clock.iso(), stage.data_dir);
      } else if (step.kind === "live") {
        stage.clock.advance(step.hours * HOUR_MS);
        for (const at of hours(from, step.hours + 1).slice(1)) lived.add(at);
      } else {
        stage.clock.jump(step.hours * HOUR_MS);
        stage.clock.advance(TICK_MS);
        stage.clock.jump(-TICK_MS);
        for (const at of hours(from, Math.max(0, step.hours) + 1).slice(1)) leapt.add(at);
      }
    }
    expect(fired(stage, id)).toEqual([...lived].sort());
    const missed = outcomes(stage, id).flatMap((line) => (line.endsWith("missed") ? line.slice(0, 19) : []));
    expect(missed).toEqual([...leapt].filter((at) => !lived.has(at)).sort());
    expect(stage.ctx.db.orm.select().from(executions).all()).toHaveLength(lived.size);
  } finally {
    await stage[Symbol.asyncDispose]();
  }
}

test("what came due while the database was locked is on time, whatever the policy", async () => {
  await using stage = await openAlone("2026-01-01T00:30:00.000Z");
  const id = await scheduled(stage, { ...HOURLY, catch_up: { policy: "skip" } });
  const unlock = lockDatabase(stage.ctx.config.db_path);
  stage.clock.advance(33 * 60_000);
  unlock();
  stage.clock.advance(TICK_MS);
  expect(outcomes(stage, id)).toEqual(["2026-01-01T01:00:00 fired"]);
});
