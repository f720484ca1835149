import { afterEach, beforeEach, expect, test } from "bun:test";
import { schema } from "~/db/schema.ts";
import { type Alone, fired, openAlone, openStage, outcomes, scheduled } from "./testing.ts";

const { audit_log } = schema;

const START = "2026-03-01T08:30:00.000Z";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: Alone;
beforeEach(async () => {
  stage = await openAlone(START);
});
afterEach(() => stage[Symbol.asyncDispose]());

const askOf = ({ client }: Pick<Alone, "client">) => ({
  call: (...args: Parameters<Alone["client"]["call"]>) => client.call(...args),
  show: (id: string) => client.call("GET", `/admin/triggers/${id}/schedule`),
});
const call: Alone["client"]["call"] = (...args) => stage.client.call(...args);
const show = (id: string) => askOf(stage).show(id);
const preview = (source: Record<string, unknown>) =>
  call("POST", "/admin/schedules/preview", { kind: "schedule", ...source }, 200);

test("a schedule shows at once what is next, in words and by the clocks there", async () => {
  const id = await scheduled(stage, { cron: "30 2 * * *", timezone: "America/New_York" });
  const shown = await show(id);
  expect(shown).toMatchObject({
    ...{ trigger_id: id, trigger_name: "test", cron: "30 2 * * *", timezone: "America/New_York", words: "At 02:30" },
    ...{ enabled: true, paused_at: null, last_nominal: null, last_fire: null },
    ...{ next_run_at: "2026-03-02T07:30:00.000Z" },
    counts: { fired: 0, waiting: 0, missed: 0, skipped: 0, failed: 0 },
    dst_warnings: [
      "At 2026-03-08 02:00 clocks in America/New_York are set to 2026-03-08 03:00: 02:30 is left out, and it runs at " +
        "2026-03-08 03:00 instead.",
    ],
  });
  expect(shown.upcoming).toHaveLength(10);
  expect(shown.upcoming.slice(5, 8)).toEqual([
    { nominal_at: "2026-03-07T07:30:00.000Z", local_time: "2026-03-07T02:30:00", utc_offset: "-05:00" },
    { nominal_at: "2026-03-08T07:00:00.000Z", local_time: "2026-03-08T03:00:00", utc_offset: "-04:00" },
    { nominal_at: "2026-03-09T06:30:00.000Z", local_time: "2026-03-09T02:30:00", utc_offset: "-04:00" },
  ]);
  const { upcoming: _, dst_warnings: __, ...summary } = shown;
  expect(await call("GET", "/admin/schedules")).toEqual({ schedules: [summary], next_cursor: null });
});

test("a preview is what the saved one would show, and saves nothing", async () => {
  const source = { cron: "*/15 8 * * MON-FRI", timezone: "Europe/Berlin" };
  const { cron, timezone, words, upcoming, dst_warnings } = await preview(source);
  expect(words).toBe("Every 15 minutes, between 08:00 and 08:59, Monday through Friday");
  expect((await call("GET", "/admin/schedules")).schedules).toEqual([]);
  const shown = await show(await scheduled(stage, source));
  expect(shown).toMatchObject({ cron, timezone, words, upcoming, dst_warnings });
});

test.each([
  [{ every: "daily", time: "09:05" }, "5 9 * * *", "2026-03-02T09:05:00"],
  [{ every: "weekly", time: "09:00", day: "mon" }, "0 9 * * mon", "2026-03-02T09:00:00"],
  [{ every: "weekly", time: "00:00", day: "sun" }, "0 0 * * sun", "2026-03-08T00:00:00"],
  [{ every: "monthly", time: "23:59", day: 28 }, "59 23 28 * *", "2026-03-28T23:59:00"],
  [{ every: "monthly", time: "09:00", day: "last" }, "0 9 L * *", "2026-03-31T09:00:00"],
])("%p is the pattern %s", async (source, cron, first) => {
  const { upcoming, ...shown } = await preview({ ...source, timezone: "Asia/Tokyo" });
  expect([shown.cron, upcoming[0].local_time, upcoming[0].utc_offset]).toEqual([cron, first, "+09:00"]);
});

test("without a time zone the server's holds", async () => {
  const { timezone } = await preview({ cron: "0 9 * * *" });
  expect(timezone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test.each([
  ["neither rule", {}, "cron", /required unless there is `every`/],
  ["both rules", { cron: "0 9 * * *", every: "daily", time: "09:00" }, "every", /cannot stand beside `cron`/],
  ["a time beside a pattern", { cron: "0 9 * * *", time: "09:00" }, "time", /belongs to `every`: leave it out/],
  ["no time", { every: "daily" }, "time", /required with `every`/],
  ["half a time", { every: "daily", time: "9:00" }, "time", /HH:MM/],
  ["a time that no clock shows", { every: "daily", time: "24:00" }, "time", /HH:MM/],
  ["a day of every day", { every: "daily", time: "09:00", day: "mon" }, "day", /leave it out/],
  ["a number for a weekday", { every: "weekly", time: "09:00", day: 1 }, "day", /mon to sun/],
  ["no weekday", { every: "weekly", time: "09:00" }, "day", /mon to sun/],
  ["a day that months lack", { every: "monthly", time: "09:00", day: 31 }, "day", /1 to 28.*last/],
  ["a weekday of a month", { every: "monthly", time: "09:00", day: "mon" }, "day", /1 to 28, or last/],
  ["four fields", { cron: "0 9 * *" }, "cron", /5 fields/],
  ["a year", { cron: "0 0 9 * * * 2027" }, "cron", /5 or 6 parts/],
  ["hour 24", { cron: "0 24 * * *" }, "cron", /Invalid value for hour: 24/],
  ["30 February", { cron: "0 9 30 2 *" }, "cron", /never comes/],
  ["@reboot", { cron: "@reboot" }, "cron", /not supported/],
  ["an unknown zone", { cron: "0 9 * * *", timezone: "Mars/Olympus" }, "timezone", /IANA list/],
  ["an offset for a zone", { cron: "0 9 * * *", timezone: "+02:00" }, "timezone", /IANA list/],
  ["an unknown policy", { cron: "0 9 * * *", catch_up: { policy: "some" } }, "catch_up.policy", /skip.*newest.*all/],
  [
    "an endless window",
    { cron: "0 9 * * *", catch_up: { window_secs: 1e9 } },
    "catch_up.window_secs",
    /at most 2592000/,
  ],
  ["no catch-up at all", { cron: "0 9 * * *", catch_up: { most: 0 } }, "catch_up.most", /at least 1/],
  ["an unknown key", { cron: "0 9 * * *", colour: "red" }, "colour", /is not known here/],
])("a source with %s is refused, by its preview and by its trigger", async (_, fields, path, remedy) => {
  const source = { kind: "schedule", ...fields };
  const problem = await call("POST", "/admin/schedules/preview", source, 400);
  const error = { path, message: expect.stringMatching(remedy) };
  expect(problem.errors).toEqual([error]);
  const trigger = { name: "x", prompt_template: "x", backend: "command", backend_config: { command: ["cat"] }, source };
  const { errors } = await call("POST", "/admin/triggers", trigger, 400);
  expect(errors).toEqual([{ ...error, path: `source.${path}` }]);
});

test("a fire starts an execution whose prompt says when it was meant", async () => {
  await using whole = await openStage(START);
  const { call, show } = askOf(whole);
  const template = "{message}|{payload.nominal_time}|{payload.late_ms}|{payload.catch_up}|{payload.trigger.name}";
  const fields = { prompt_template: template, strict: true };
  const id = await scheduled(whole, { cron: "0 9 * * *", timezone: "Europe/Berlin" }, fields);
  whole.clock.jump(24 * HOUR_MS);
  whole.clock.advance(30_000);
  const [fire] = (await call("GET", `/admin/triggers/${id}/fires`)).fires;
  expect(fire).toMatchObject({
    trigger_id: id,
    outcome: "fired",
    catch_up: true,
    nominal_at: "2026-03-02T08:00:00.000Z",
  });
  const execution = await call("GET", `/admin/executions/${fire.execution_id}`);
  expect(execution).toMatchObject({ origin: "schedule", trigger_id: id, fire_id: fire.id, permissions: "edit" });
  expect(execution.request_id).toMatch(/^req-/);
  expect(execution.prompt).toBe(
    "The schedule's time has come: 2026-03-02 09:00:00 in Europe/Berlin (2026-03-02T08:00:00.000Z). It was missed " +
      `then, and is made up now.|2026-03-02T08:00:00.000Z|${fire.late_ms}|true|test`,
  );
  expect((await show(id)).last_fire).toEqual(fire);
});

test("run by hand, it moves nothing of its schedule and needs no payload", async () => {
  await using whole = await openStage(START);
  const { call, show } = askOf(whole);
  const id = await scheduled(whole, { cron: "0 9 * * *" }, { prompt_template: "{message}", strict: true });
  const before = await show(id);
  const { prompt } = await call("POST", `/admin/triggers/${id}/preview`, {}, 200);
  const { execution_id } = await call("POST", `/admin/triggers/${id}/run`, {});
  const execution = await call("GET", `/admin/executions/${execution_id}`);
  expect(execution).toMatchObject({ origin: "manual", fire_id: null, prompt });
  expect(prompt).toStartWith("The schedule's time has come: 2026-03-01 08:30:00 in UTC");
  expect(await show(id)).toEqual(before);
  whole.clock.advance(HOUR_MS);
  expect(fired(whole, id)).toEqual(["2026-03-01T09:00:00"]);
});

test("nothing fires while it is paused, and nothing of that is made up", async () => {
  const id = await scheduled(stage, { cron: "0 * * * *", catch_up: { policy: "all" } });
  const paused = await call("POST", `/admin/triggers/${id}/schedule/pause`, undefined, 200);
  expect(paused).toMatchObject({ paused_at: stage.clock.iso(), next_run_at: null, enabled: true });
  expect(paused.upcoming).toHaveLength(10);
  stage.clock.advance(3 * HOUR_MS);
  expect(await call("POST", `/admin/triggers/${id}/schedule/pause`, undefined, 200)).toEqual({
    ...paused,
    upcoming: expect.anything(),
  });
  const resumed = await call("POST", `/admin/triggers/${id}/schedule/resume`, undefined, 200);
  expect(resumed).toMatchObject({ paused_at: null, next_run_at: "2026-03-01T12:00:00.000Z" });
  stage.clock.advance(HOUR_MS);
  expect(outcomes(stage, id)).toEqual(["2026-03-01T12:00:00 fired"]);
  const acts = stage.ctx.db.orm.select().from(audit_log).all();
  const own = acts.filter(({ action }) => action.startsWith("schedule."));
  expect(own).toMatchObject([
    { action: "schedule.paused", subject_id: id, before: { paused_at: null }, after: { paused_at: paused.paused_at } },
    { action: "schedule.resumed", subject_id: id },
  ]);
});

test("a change of something else leaves a pause as it is", async () => {
  const id = await scheduled(stage, { cron: "0 * * * *" });
  await call("POST", `/admin/triggers/${id}/schedule/pause`, undefined, 200);
  const source = { kind: "schedule", cron: "30 * * * *", timezone: "UTC" };
  await call("PATCH", `/admin/triggers/${id}`, { name: "other", source }, 200);
  expect(await show(id)).toMatchObject({ cron: "30 * * * *", next_run_at: null });
  stage.clock.advance(3 * HOUR_MS);
  expect(outcomes(stage, id)).toEqual([]);
});

test("nothing fires while its trigger is disabled; enabled, it goes on from then", async () => {
  const id = await scheduled(stage, { cron: "0 * * * *", catch_up: { policy: "all" } });
  await call("PATCH", `/admin/triggers/${id}`, { enabled: false }, 200);
  expect(await show(id)).toMatchObject({ enabled: false, next_run_at: null });
  stage.clock.advance(3 * HOUR_MS);
  expect(outcomes(stage, id)).toEqual([]);
  await call("PATCH", `/admin/triggers/${id}`, { enabled: true }, 200);
  stage.clock.advance(HOUR_MS);
  expect(outcomes(stage, id)).toEqual(["2026-03-01T12:00:00 fired"]);
});

test.each([
  ["its pattern", { cron: "45 * * * *" }, "2026-03-01T08:45:00.000Z"],
  ["its zone", { cron: "0 * * * *", timezone: "Asia/Kolkata" }, "2026-03-01T09:30:00.000Z"],
  ["a rule in words", { every: "daily", time: "10:00" }, "2026-03-01T10:00:00.000Z"],
])("a change of %s is reckoned from now", async (_, changed, next_run_at) => {
  const id = await scheduled(stage, { cron: "0 * * * *" });
  const source = { kind: "schedule", timezone: "UTC", ...changed };
  stage.clock.advance(MINUTE_MS);
  await call("PATCH", `/admin/triggers/${id}`, { source }, 200);
  expect(await show(id)).toMatchObject({ next_run_at });
});

test("a change of anything else keeps what has come due", async () => {
  const id = await scheduled(stage, { cron: "0 * * * *" });
  stage.clock.jump(31 * MINUTE_MS);
  await call("PATCH", `/admin/triggers/${id}`, { name: "other" }, 200);
  stage.clock.advance(0);
  expect(fired(stage, id)).toEqual(["2026-03-01T09:00:00"]);
});

test("what a change keeps from firing is written down", async () => {
  const id = await scheduled(stage, { cron: "0 * * * *" });
  stage.clock.jump(31 * MINUTE_MS);
  await call("PATCH", `/admin/triggers/${id}`, { enabled: false }, 200);
  stage.clock.advance(HOUR_MS);
  const { fires } = await call("GET", `/admin/triggers/${id}/fires`);
  expect(fires).toMatchObject([{ outcome: "skipped", why: expect.stringMatching(/disabled or paused before/) }]);
});

test("a trigger that goes takes its schedule along; its fires stay, in pages", async () => {
  const id = await scheduled(stage, { cron: "0 * * * *" });
  stage.clock.advance(5 * HOUR_MS);
  await call("DELETE", `/admin/triggers/${id}`, undefined, 204);
  expect((await call("GET", "/admin/schedules")).schedules).toEqual([]);
  await call("GET", `/admin/triggers/${id}/schedule`, undefined, 404);
  const first = await call("GET", `/admin/triggers/${id}/fires?limit=3`);
  const rest = await call("GET", `/admin/triggers/${id}/fires?limit=3&cursor=${first.next_cursor}`);
  const found = [...first.fires, ...rest.fires].map(({ nominal_at }: { nominal_at: string }) =>
    nominal_at.slice(11, 13),
  );
  expect([found, rest.next_cursor]).toEqual([["13", "12", "11", "10", "09"], null]);
  stage.clock.advance(HOUR_MS);
  expect(outcomes(stage, id)).toHaveLength(5);
});

test("a trigger that becomes another kind has no schedule any more", async () => {
  const id = await scheduled(stage, { cron: "0 * * * *" });
  await call("PATCH", `/admin/triggers/${id}`, { source: { kind: "manual" } }, 200);
  for (const [method, path] of [
    ["GET", "schedule"],
    ["POST", "schedule/pause"],
  ] as const) {
    const { detail } = await call(method, `/admin/triggers/${id}/${path}`, undefined, 404);
    expect(detail).toBe(`${id} has no schedule: its source is manual.`);
  }
  stage.clock.advance(2 * HOUR_MS);
  expect(outcomes(stage, id)).toEqual([]);
});

test("schedules come in pages, those of the newest triggers first", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.unshift(await scheduled(stage, { cron: "0 9 * * *" }));
  const first = await call("GET", "/admin/schedules?limit=2");
  const rest = await call("GET", `/admin/schedules?limit=2&cursor=${first.next_cursor}`);
  const found = [...first.schedules, ...rest.schedules].map(({ trigger_id }) => trigger_id);
  expect([found, rest.next_cursor]).toEqual([ids, null]);
});
