import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { fakeClock } from "~/kit/clock.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

async function scrape({ client }: App): Promise<string> {
  const response = await client.fetch("/metrics");
  expect([response.status, response.headers.get("Content-Type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return response.text();
}

/** The value of one series, named with its labels. */
const seriesOf = (text: string, series: string) => {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

test("a stranger is told nothing", async () => {
  await using app = await openTest();
  const response = await app.client.fetch("/metrics", { headers: { "X-API-Key": "" } });
  expect([response.status, (await response.text()).includes("agented_")]).toEqual([401, false]);
  const { key, url } = app.client;
  expect((await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${key}` } })).status).toBe(200);
});

test("what executions came to is counted", async () => {
  await using app = await openTest();
  await app.client.finished(await app.client.start(["echo", "hello"]));
  await app.client.finished(await app.client.start(["sh", "-c", "exit 3"]));
  await until("both", async () => (await scrape(app)).includes("agented_run_failures_total{"));
  const text = await scrape(app);
  const read = (series: string) => seriesOf(text, series);
  expect(read('agented_runs_total{status="succeeded",trigger="manual",backend="command"}')).toBe(1);
  expect(read('agented_runs_total{status="failed",trigger="manual",backend="command"}')).toBe(1);
  expect(read('agented_run_failures_total{reason="exit_nonzero",backend="command"}')).toBe(1);
  expect(read("agented_queue_wait_seconds_count")).toBe(2);
  expect(read("agented_run_duration_seconds_count")).toBe(2);
  expect(read("agented_log_bytes_total")).toBeGreaterThanOrEqual("hello".length);
  expect(read("agented_queue_depth")).toBe(0);
  expect(read("agented_ready")).toBe(1);
  for (const name of ["agented_db_bytes", "agented_disk_free_bytes", "process_resident_memory_bytes"])
    expect(read(name)).toBeGreaterThan(0);
  expect(text).toMatch(/^agented_build_info\{version="[\d.]+",bun="[\d.]+"\} 1$/m);
});

test("what runs, waits and reads is read when it is asked for", async () => {
  await using app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "1" });
  const [first] = [await app.client.start(["sleep", "60"]), await app.client.start(["true"])];
  const stream = await app.client.fetch(`/admin/executions/${first}/stream`);
  await until("the run", async () => seriesOf(await scrape(app), 'agented_runs_active{backend="command"}') === 1);
  const text = await scrape(app);
  expect(seriesOf(text, "agented_queue_depth")).toBe(1);
  expect(seriesOf(text, "agented_sse_subscribers")).toBe(1);
  await stream.body?.cancel();
  await app.client.call("POST", `/admin/executions/${first}/cancel`, undefined, 202);
  await until(
    "the signal",
    async () => (seriesOf(await scrape(app), 'agented_child_kills_total{signal="SIGTERM"}') ?? 0) >= 1,
  );
});

test("when the last backup began is told, and 0 while there is none", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  const read = async () => seriesOf(await scrape(app), "agented_last_backup_timestamp_seconds");
  expect(await read()).toBe(0);
  const { id, created_at } = await app.client.call("POST", "/admin/backups");
  await until("it", async () => (await app.client.call("GET", `/admin/backups/${id}`)).status === "done");
  expect(await read()).toBe(Date.parse(created_at) / 1_000);
});

test("deliveries are counted by what became of them", async () => {
  await using app = await openTest();
  const send = (path: string) => fetch(`${app.client.url}${path}`, { method: "POST", body: "{}" });
  await send("/");
  await send("/api/webhooks/github");
  const text = await scrape(app);
  expect(seriesOf(text, 'agented_webhook_deliveries_total{source="webhook",result="rejected"}')).toBe(1);
  expect(seriesOf(text, 'agented_webhook_deliveries_total{source="github",result="rejected"}')).toBe(1);
  expect(seriesOf(text, "agented_webhook_ack_seconds_count")).toBe(2);
});

test("tokens and what they cost are counted", async () => {
  await using app = await openTest();
  const { id } = await app.client.trigger({ backend: "claude", prompt_template: "spend 2; say done" });
  const { execution_id } = await app.client.call("POST", `/admin/triggers/${id}/run`, {});
  const { cost_usd, attempts } = await app.client.finished(execution_id);
  const text = await until("the count", async () => {
    const text = await scrape(app);
    return seriesOf(text, "agented_run_cost_usd_total") ? text : undefined;
  });
  expect(seriesOf(text, "agented_run_cost_usd_total")).toBeCloseTo(cost_usd, 9);
  expect(seriesOf(text, 'agented_tokens_total{kind="output"}')).toBe(attempts[0].usage.output_tokens);
  expect(seriesOf(text, 'agented_tokens_total{kind="input"}')).toBe(attempts[0].usage.input_tokens);
});

test("somebody else's lock, failures and lateness are counted", async () => {
  await using app = await openTest({ LOG_LEVEL: "error" });
  using other = new Database(join(app.data_dir, "agented.db"));
  other.run("BEGIN IMMEDIATE");
  await app.client.call("PUT", "/admin/log-level", { level: "error" }, 503);
  other.run("ROLLBACK");
  const text = await until("the timer", async () => {
    const text = await scrape(app);
    return seriesOf(text, "agented_event_loop_lag_seconds_count") ? text : undefined;
  });
  expect(seriesOf(text, "agented_db_busy_total")).toBeGreaterThanOrEqual(1);
  expect(seriesOf(text, "agented_logged_errors_total")).toBeGreaterThanOrEqual(1);
  expect(seriesOf(text, 'agented_http_requests_total{method="PUT",status="503"}')).toBe(1);
});

test("how late a schedule fires is counted", async () => {
  const clock = jumpingClock(fakeClock());
  await using app = await openTest({}, { clock });
  const source = { kind: "schedule", cron: "0 * * * *", timezone: "UTC" };
  await app.client.trigger({ source, backend_config: { command: ["true"] } });
  clock.jump(3_600_000);
  // It looks at the clock at least this often.
  clock.advance(30_000);
  await until("the fire", async () => seriesOf(await scrape(app), "agented_schedule_lag_seconds_count") === 1);
});

test("whatever is asked for, there are only so many series", async () => {
  await using app = await openTest();
  const count = async () => (await scrape(app)).split("\n").filter((line) => !line.startsWith("#")).length;
  await app.client.fetch("/admin/executions/exec-00000000000000000000");
  await app.client.fetch("/nowhere");
  await count();
  const before = await count();
  for (let i = 0; i < 50; i++) {
    await app.client.fetch(`/admin/executions/exec-${String(i).padStart(20, "0")}`);
    await app.client.fetch(`/nowhere/${i}`);
  }
  expect(await count()).toBe(before);
  expect(before).toBeLessThan(200);
});

test("every metric has a help text, and counters end in _total", async () => {
  await using app = await openTest();
  for (const { name, help, type } of await app.ctx.metrics.registry.getMetricsAsJSON()) {
    expect(help).toEndWith(".");
    expect(name.endsWith("_total")).toBe(String(type) === "counter");
    expect(name).toMatch(/^(agented|process)_[a-z_]+$/);
  }
});

test("docs/observability.md names every metric, as it is, and no other", async () => {
  await using app = await openTest();
  const docs = await Bun.file(`${import.meta.dir}/../../docs/observability.md`).text();
  const rows = [...docs.matchAll(/^\| `((?:agented|process)_\w+)` \| (\w+) \| ([^|]*) \| (.+) \|$/gm)];
  const told = rows.map(([, name, type, labels, help]) => [name, type, labels?.trim(), help?.trim()]);
  const known = Object.values(app.ctx.metrics).flatMap((metric) =>
    "name" in metric ? [metric as unknown as Metric] : [],
  );
  const json = await app.ctx.metrics.registry.getMetricsAsJSON();
  const typeOf = (name: string) => String(json.find((one) => one.name === name)?.type);
  const real = known.map(({ name, labelNames, help }) => [
    name,
    typeOf(name),
    labelNames.map((label) => `\`${label}\``).join(", "),
    help,
  ]);
  expect(told).toEqual(real);
});

/** What prom-client's types keep to themselves. */
interface Metric {
  name: string;
  help: string;
  labelNames: string[];
}
