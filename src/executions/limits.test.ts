import { expect, test } from "bun:test";
import { alive } from "~/testing/alive.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const sh = (script: string) => ["sh", "-c", script];

test("what runs longer than its timeout is timed out, and nothing of it is left", async () => {
  await using app = await openTest();
  const { client } = app;
  const id = await client.start(sh("setsid sleep 600 & echo $!; sleep 600"), { timeout_secs: 1 });
  const ended = await client.finished(id);
  expect(ended).toMatchObject({ status: "timed_out", reason: "timeout", detail: "It ran longer than its timeout." });
  expect(ended.attempts).toMatchObject([{ status: "timed_out", signal: "SIGTERM" }]);
  expect(ended.duration_ms).toBeGreaterThanOrEqual(1_000);
  expect(ended.duration_ms).toBeLessThan(1_000 + 10_500);
  const [pid] = await client.lines(id);
  expect(Number(pid)).toBeGreaterThan(1);
  expect(alive(Number(pid))).toBe(false);
}, 20_000);

test("time counts from the attempt's start, and the trigger's default is the server's", async () => {
  const clock = jumpingClock();
  await using app = await openTest({ EXECUTION_TIMEOUT_SECS: "60" }, { clock });
  const { client } = app;
  const id = await client.start(sh("echo ready; sleep 600"));
  await until("its first line", async () => (await client.execution(id)).last_seq > 0);
  expect((await client.execution(id)).timeout_ms).toBe(60_000);
  clock.jump(60_000);
  expect(await client.finished(id)).toMatchObject({ status: "timed_out" });
}, 20_000);

test("a clock that is set back holds up no line", async () => {
  const clock = jumpingClock();
  await using app = await openTest({}, { clock });
  const { client } = app;
  const file = `${app.data_dir}/go`;
  const id = await client.start(sh(`echo one; until [ -e ${file} ]; do sleep 0.02; done; echo two; sleep 600`));
  await until("the first line", async () => (await client.lines(id)).length === 1);
  clock.jump(-3_600_000);
  await Bun.write(file, "");
  await until("the second line", async () => (await client.lines(id)).length === 2, 5_000);
}, 20_000);

test("what writes more than MAX_OUTPUT_BYTES is stopped, and its output stays within what is stored", async () => {
  await using app = await openTest({ MAX_OUTPUT_BYTES: String(1024 * 1024), MAX_STORED_BYTES: "65536" });
  const { client } = app;
  const ended = await client.finished(await client.start(sh("yes 'a line of output' | head -c 3000000; sleep 600")));
  expect(ended).toMatchObject({
    status: "failed",
    reason: "output_limit",
    detail: "It wrote more than MAX_OUTPUT_BYTES.",
  });
  expect(ended.dropped_lines).toBeGreaterThan(0);
  const kept = (await client.lines(ended.id)).join("\n");
  expect(kept.length).toBeLessThan(2 * 65_536);
}, 20_000);

test("under the floor of free disk nothing goes on, and what waits goes on waiting", async () => {
  await using app = await openTest();
  const running = await app.client.start(["sleep", "600"]);
  await until("it to run", async () => (await app.client.execution(running)).status === "running");
  app.ctx.config.MIN_FREE_DISK_BYTES = 1024 ** 5;
  const waiting = await app.client.start(["true"]);
  const ended = await app.client.finished(running);
  expect(await app.client.execution(waiting)).toMatchObject({ status: "queued" });
  expect(ended).toMatchObject({
    status: "failed",
    reason: "disk_full",
    detail: expect.stringContaining("nearly full"),
  });
  const readiness = await app.client.call("GET", "/health/readiness", undefined, 503);
  expect(readiness.checks).toContainEqual(expect.objectContaining({ name: "disk", ok: false }));
  app.ctx.config.MIN_FREE_DISK_BYTES = 0;
  expect(await app.client.finished(waiting)).toMatchObject({ status: "succeeded" });
}, 20_000);

/** Each one runs until the file is there, and says when it began and ended. */
const meter = (dir: string) =>
  sh(`echo begin >>${dir}/meter; until [ -e ${dir}/go ]; do sleep 0.02; done; echo end >>${dir}/meter`);

async function most(dir: string): Promise<number> {
  let now = 0;
  let most = 0;
  for (const word of (await Bun.file(`${dir}/meter`).text()).trim().split("\n")) {
    now += word === "begin" ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

test("30 in the queue: never more than the server's limit and a trigger's limit at once, the oldest first", async () => {
  await using app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "3" });
  const { client, data_dir } = app;
  const fields = { backend_config: { command: meter(data_dir) }, working_dir: data_dir };
  const narrow = await client.trigger({ ...fields, max_concurrent: 2 });
  const wide = await client.trigger(fields);
  const ids: string[] = [];
  for (let i = 0; i < 30; i++) {
    const { id } = i % 3 === 2 ? wide : narrow;
    ids.push((await client.call("POST", `/admin/triggers/${id}/run`, {})).execution_id);
  }
  const live = async () => (await client.call("GET", "/admin/executions?status=running")).executions;
  await until("three to run", async () => (await live()).length === 3);
  const triggers = (await live()).map((one: { trigger_id: string }) => one.trigger_id).sort();
  expect(triggers).toEqual([narrow.id, narrow.id, wide.id].sort());
  await Bun.write(`${data_dir}/go`, "");
  const ended = await Promise.all(ids.map((id) => client.finished(id)));
  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(["succeeded"]));
  expect(await most(data_dir)).toBeLessThanOrEqual(3);
  for (const { id, limit } of [
    { id: narrow.id, limit: 2 },
    { id: wide.id, limit: 3 },
  ]) {
    const own = ended.filter((one) => one.trigger_id === id);
    for (const one of own) {
      const beside = own.filter((other) => other.started_at <= one.started_at && other.ended_at > one.started_at);
      expect(beside.length).toBeLessThanOrEqual(limit);
    }
    const begun = own.map(({ started_at }) => started_at);
    expect(begun).toEqual(begun.toSorted());
  }
}, 30_000);
