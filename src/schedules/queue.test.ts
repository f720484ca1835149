import { expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import type { Chain } from "~/accounts/index.ts";
import { schema } from "~/db/schema.ts";
import { until } from "~/testing/until.ts";
import { getTrigger } from "~/triggers/index.ts";
import { fired, openStage, outcomes, type Stage, scheduled } from "./testing.ts";

const { executions, triggers } = schema;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START = "2026-01-01T00:30:00.000Z";
const RUNS = { prompt_template: "{message}" };
const FULL = { MAX_QUEUE_DEPTH: "1" };

/** One execution waits in a queue that starts nothing, so there is no room. */
async function openFull(env: Record<string, string> = {}) {
  const stage = await openStage(START, { ...FULL, ...env });
  await stage.client.call("POST", "/admin/queue/pause", {}, 200);
  const blocker = await stage.client.start(["true"]);
  const makeRoom = () => stage.client.call("POST", `/admin/executions/${blocker}/cancel`);
  return { stage, makeRoom };
}

const room = (stage: Stage, id: string, fires: string[]) =>
  until("the fires", () => {
    stage.clock.advance(0);
    return Bun.deepEquals(outcomes(stage, id), fires);
  });

test("when the queue is full a fire waits, also over a restart, and is fired once there is room", async () => {
  const { stage: first } = await openFull();
  const id = await scheduled(first, { cron: "* * * * *" }, RUNS);
  first.clock.advance(2 * MINUTE_MS);
  expect(outcomes(first, id)).toEqual(["2026-01-01T00:31:00 waiting", "2026-01-01T00:32:00 waiting"]);
  await first.close();
  const env = { MAX_QUEUE_DEPTH: "2", AGENTED_DATA_DIR: first.data_dir };
  await using second = await openStage(first.clock.iso(), env);
  expect(outcomes(second, id)).toEqual(["2026-01-01T00:31:00 fired", "2026-01-01T00:32:00 waiting"]);
  const [queued] = second.ctx.db.orm.select().from(executions).where(eq(executions.trigger_id, id)).all();
  await second.client.call("POST", `/admin/executions/${queued?.id}/cancel`);
  await room(second, id, ["2026-01-01T00:31:00 fired", "2026-01-01T00:32:00 fired"]);
  const { fires } = await second.client.call("GET", `/admin/triggers/${id}/fires`);
  expect(fires.map(({ late_ms }: { late_ms: number }) => Math.round(late_ms / MINUTE_MS))).toEqual([0, 1]);
});

test("what waits for room when its trigger is disabled or deleted is skipped", async () => {
  const { stage, makeRoom } = await openFull();
  await using _ = stage;
  const ids = [
    await scheduled(stage, { cron: "* * * * *" }, RUNS),
    await scheduled(stage, { cron: "* * * * *" }, RUNS),
  ];
  stage.clock.advance(MINUTE_MS);
  await stage.client.call("PATCH", `/admin/triggers/${ids[0]}`, { enabled: false }, 200);
  await stage.client.call("DELETE", `/admin/triggers/${ids[1]}`, undefined, 204);
  await makeRoom();
  for (const id of ids) {
    await room(stage, id, ["2026-01-01T00:31:00 skipped"]);
    const { fires } = await stage.client.call("GET", `/admin/triggers/${id}/fires`);
    expect(fires[0].why).toMatch(/deleted, disabled or paused while the queue was full/);
  }
});

test("overlap skip: a fire that finds the one before unfinished is skipped, and says so", async () => {
  await using stage = await openStage(START);
  await stage.client.call("POST", "/admin/queue/pause", {}, 200);
  const id = await scheduled(stage, { cron: "* * * * *" }, { ...RUNS, overlap: "skip" });
  stage.clock.advance(3 * MINUTE_MS);
  const minutes = ["31:00 fired", "32:00 skipped", "33:00 skipped"];
  expect(outcomes(stage, id)).toEqual(minutes.map((minute) => `2026-01-01T00:${minute}`));
  const { fires } = await stage.client.call("GET", `/admin/triggers/${id}/fires`);
  expect(fires[0].why).toBe(`${fires[2].execution_id} is not finished, and the trigger's overlap is skip.`);
});

test.each([
  ["queue", ["queued", "queued", "queued"]],
  ["cancel_previous", ["cancelled", "cancelled", "queued"]],
])("overlap %s: of three fires the executions are %p", async (overlap, statuses) => {
  await using stage = await openStage(START);
  await stage.client.call("POST", "/admin/queue/pause", {}, 200);
  await scheduled(stage, { cron: "* * * * *" }, { ...RUNS, overlap });
  stage.clock.advance(3 * MINUTE_MS);
  const rows = stage.ctx.db.orm.select().from(executions).orderBy(executions.id).all();
  expect(rows.map(({ status }) => status)).toEqual(statuses as (typeof rows)[number]["status"][]);
});

test("one that cannot be started says why, and stands in nobody's way", async () => {
  await using stage = await openStage(START, { LOG_LEVEL: "silent" });
  const ids = [await scheduled(stage, { cron: "0 * * * *" }), await scheduled(stage, { cron: "1 * * * *" })];
  const broken = { chain: { ...getTrigger(stage.ctx.db.orm, ids[0] ?? "").chain, entries: [] } as unknown as Chain };
  stage.ctx.db.orm
    .update(triggers)
    .set(broken)
    .where(eq(triggers.id, ids[0] ?? ""))
    .run();
  stage.clock.advance(HOUR_MS);
  expect(outcomes(stage, ids[0] ?? "")).toEqual(["2026-01-01T01:00:00 failed"]);
  expect(outcomes(stage, ids[1] ?? "")).toEqual(["2026-01-01T01:01:00 fired"]);
  const { fires } = await stage.client.call("GET", `/admin/triggers/${ids[0]}/fires`);
  expect(fires[0].why).toBe("It could not be started: the server failed, and its log says how.");
});

test("more schedules of one minute than one look takes all fire in it", async () => {
  await using stage = await openStage(START);
  const ids: string[] = [];
  for (let i = 0; i < 60; i++) ids.push(await scheduled(stage, { cron: "0 * * * *" }));
  stage.clock.advance(HOUR_MS / 2);
  for (const id of ids) expect(outcomes(stage, id)).toEqual(["2026-01-01T01:00:00 fired"]);
}, 20_000);

test("what fires runs", async () => {
  await using stage = await openStage(START);
  const id = await scheduled(stage, { cron: "* * * * *" }, RUNS);
  stage.clock.advance(60_000);
  const { fires } = await stage.client.call("GET", `/admin/triggers/${id}/fires`);
  const ended = await until("its end", async () => {
    stage.clock.advance(100);
    const execution = await stage.client.execution(fires[0].execution_id);
    return execution.ended_at && execution;
  });
  expect(ended).toMatchObject({ status: "succeeded", origin: "schedule" });
  expect(await stage.client.lines(ended.id)).toEqual([
    "The schedule's time has come: 2026-01-01 00:31:00 in UTC (2026-01-01T00:31:00.000Z).",
  ]);
});

test("one whose time zone is no more does not fire, and stands in nobody's way", async () => {
  await using stage = await openStage(START, { LOG_LEVEL: "silent" });
  const ids = [await scheduled(stage, { cron: "0 * * * *" }), await scheduled(stage, { cron: "0 * * * *" })];
  const [gone = "", sound = ""] = ids;
  const { source: was } = getTrigger(stage.ctx.db.orm, gone);
  const source = { ...was, timezone: "Mars/Olympus" } as typeof was;
  stage.ctx.db.orm.update(triggers).set({ source }).where(eq(triggers.id, gone)).run();
  stage.clock.advance(2 * HOUR_MS);
  expect(fired(stage, gone)).toEqual([]);
  expect(fired(stage, sound)).toHaveLength(2);
  const { detail } = await stage.client.call("GET", `/admin/triggers/${gone}/schedule`, undefined, 409);
  expect(detail).toBe("The schedule cannot be read any more: there is no time zone Mars/Olympus. Change it.");
  expect((await stage.client.call("GET", "/admin/schedules")).schedules).toHaveLength(2);
  const changed = { source: { kind: "schedule", cron: "30 * * * *", timezone: "UTC" } };
  await stage.client.call("PATCH", `/admin/triggers/${gone}`, changed, 200);
  stage.clock.advance(HOUR_MS);
  expect(fired(stage, gone)).toEqual(["2026-01-01T03:30:00"]);
});

test("of more than a thousand fires none is kept that is older than thirty days", async () => {
  await using stage = await openStage(START);
  const id = await scheduled(stage, { cron: "*/4 * * * *", catch_up: { policy: "skip" } });
  stage.clock.jump(3 * 24 * HOUR_MS);
  stage.clock.advance(60_000);
  expect(outcomes(stage, id).length).toBeGreaterThan(1_000);
  await stage.client.call("PATCH", `/admin/triggers/${id}`, { enabled: false }, 200);
  stage.clock.jump(31 * 24 * HOUR_MS);
  stage.clock.advance(HOUR_MS);
  expect(outcomes(stage, id)).toEqual([]);
}, 20_000);
