import { expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const all = async (client: Client) => (await client.call("GET", "/admin/executions?limit=200")).executions;
const count = async (client: Client, status: string) =>
  (await all(client)).filter((execution: { status: string }) => execution.status === status).length;

async function fire(client: Client, trigger: string, times = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < times; n++)
    ids.push((await client.call("POST", `/admin/triggers/${trigger}/run`, { message: "say hello" })).execution_id);
  return ids;
}

interface Ended {
  started_at: string;
  ended_at: string;
  attempts: { account_id: string }[];
}

/** The most that overlapped in time. */
function mostAtOnce(ended: Ended[]): number {
  return Math.max(
    ...ended.map((one) => ended.filter((o) => o.started_at <= one.started_at && o.ended_at > one.started_at).length),
  );
}

test("50 executions over 3 accounts of 2 at once: never more than 2 each, and none is left out", async () => {
  await using app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "50" });
  const { client } = app;
  const { accounts } = await client.call("GET", "/admin/accounts?backend=claude");
  await client.call("PATCH", `/admin/accounts/${accounts[0].id}`, { enabled: false }, 200);
  const names = ["one", "two", "three"];
  for (const name of names)
    await client.call(
      "POST",
      "/admin/accounts",
      { backend: "claude", name, config_dir: "own", max_concurrent: 2 },
      201,
    );
  const policies = { on_usage_limit: "next_account", rotate_accounts: true, on_error: { kind: "fail" } };
  const chain = { entries: [{ backend: "claude" }], ...policies };
  // The third account is needed only while four run: they run for longer than it takes to ask for the next.
  const prompt_template = "emit 3 lines every 100 ms; {message}";
  const { id } = await client.trigger({ backend: undefined, chain, prompt_template });
  const ended: Ended[] = await Promise.all((await fire(client, id, 50)).map((one) => client.finished(one)));
  const idle = (await client.call("GET", "/admin/accounts?backend=claude")).accounts;
  expect(idle.map(({ running }: { running: number }) => running)).toEqual([0, 0, 0, 0]);
  const byAccount = Map.groupBy(ended, ({ attempts }) => attempts[0]?.account_id);
  expect(byAccount.size).toBe(3);
  for (const group of byAccount.values()) expect(mostAtOnce(group)).toBeLessThanOrEqual(2);
  expect(mostAtOnce(ended)).toBeGreaterThan(2);
}, 60_000);

test("MAX_CONCURRENT_PER_DIRECTORY is how many that may write run in one that triggers name", async () => {
  await using app = await openTest({ MAX_CONCURRENT_PER_DIRECTORY: "2" });
  const { client } = app;
  const fields = { working_dir: app.data_dir, backend_config: { command: ["sleep", "60"] } };
  for (let n = 0; n < 3; n++) await fire(client, (await client.trigger(fields)).id);
  await until("two to run", async () => (await count(client, "running")) === 2);
  expect(await count(client, "queued")).toBe(1);
}, 30_000);

test("with less than MIN_FREE_MEMORY_BYTES left one runs at a time", async () => {
  await using app = await openTest({ MIN_FREE_MEMORY_BYTES: String(1024 ** 5) });
  const { client } = app;
  const { id } = await client.trigger({ backend_config: { command: ["sleep", "0.3"] } });
  const ended: Ended[] = await Promise.all((await fire(client, id, 3)).map((one) => client.finished(one)));
  expect(mostAtOnce(ended)).toBe(1);
}, 30_000);

test("in a directory that triggers name one that may write runs at a time, unless a trigger says how many", async () => {
  await using app = await openTest();
  const { client } = app;
  const working_dir = join(app.data_dir, "shared");
  mkdirSync(working_dir);
  const backend_config = { command: ["sleep", "60"] };
  const writers = [
    await client.trigger({ working_dir, backend_config }),
    await client.trigger({ working_dir, backend_config }),
  ];
  for (const { id } of writers) await fire(client, id);
  await until("one to run", async () => (await count(client, "running")) === 1);
  const { id: reader } = await client.trigger({ working_dir, backend_config, permissions: "read_only" });
  const { id: several } = await client.trigger({ working_dir, backend_config, max_concurrent: 2 });
  await fire(client, reader, 2);
  await fire(client, several, 2);
  await until("the others to run", async () => (await count(client, "running")) === 5);
  expect(await count(client, "queued")).toBe(1);
}, 30_000);

test("priority first, then the projects in turns, each the oldest first", async () => {
  await using app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "1" });
  const { client } = app;
  await client.call("POST", "/admin/queue/pause", {}, 200);
  const triggers = await Promise.all(["a", "b"].map((name) => client.trigger({ name })));
  const urgent = await client.trigger({ name: "urgent", priority: 5 });
  const [a, b] = triggers.map(({ id }) => id);
  const order = [...(await fire(client, a, 3)), ...(await fire(client, b, 3))];
  const [first = ""] = await fire(client, urgent.id);
  expect(await client.call("GET", "/admin/queue")).toMatchObject({
    depth: 7,
    running: 0,
    paused: [{ subject: "all" }],
  });
  await client.call("POST", "/admin/queue/resume", {}, 200);
  const ended = await Promise.all([first, ...order].map((id) => client.finished(id)));
  const started = ended.toSorted((x, y) => (x.started_at < y.started_at ? -1 : 1)).map(({ id }) => id);
  const [a1, a2, a3, b1, b2, b3] = order;
  expect(started).toEqual([first, a1, b1, a2, b2, a3, b3]);
}, 30_000);

test("a paused backend starts nothing; others do, and over a restart too", async () => {
  const first = await openTest({ SHUTDOWN_MODE: "detach" });
  const { data_dir } = first;
  await first.client.call("POST", "/admin/queue/pause", { subject: "claude" }, 200);
  await first.close();
  await using app = await openTest({ AGENTED_DATA_DIR: data_dir });
  const { client } = app;
  const { id: paused } = await client.trigger({ backend: "claude" });
  const [waits = ""] = await fire(client, paused);
  expect(await client.finished(await client.start(["true"]))).toMatchObject({ status: "succeeded" });
  expect(await client.execution(waits)).toMatchObject({ status: "queued" });
  await client.call("POST", "/admin/queue/resume", { subject: "claude" }, 200);
  expect(await client.finished(waits)).toMatchObject({ status: "succeeded" });
}, 30_000);

test("a full queue turns people away, and keeps deliveries until there is room", async () => {
  await using app = await openTest({ MAX_QUEUE_DEPTH: "2" });
  const { client } = app;
  await client.call("POST", "/admin/queue/pause", {}, 200);
  const { id } = await webhook(client);
  const queued = await fire(client, id, 2);
  const refused = await client.fetch(`/admin/triggers/${id}/run`, {
    method: "POST",
    body: "{}",
    headers: { "Content-Type": "application/json" },
  });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
  expect(await refused.json()).toMatchObject({ code: "queue_full" });

  const kept = await deliver(client, { message: "kept" });
  expect(kept).toMatchObject({ status: "waiting", execution_ids: [] });
  expect(await deliver(client, { message: "kept" })).toMatchObject({ duplicate_of: kept.delivery_id });
  await client.call("POST", "/admin/queue/resume", {}, 200);
  const started = await until("the delivery to start", async () =>
    (await all(client)).find(({ delivery_id }: { delivery_id: string }) => delivery_id === kept.delivery_id),
  );
  for (const one of [...queued, started.id]) expect(await client.finished(one)).toMatchObject({ status: "succeeded" });
}, 30_000);

test("under MAX_MEMORY_BYTES as many run as were seen to fit", async () => {
  const MIB = 1024 * 1024;
  await using app = await openTest({ MAX_MEMORY_BYTES: String(400 * MIB) });
  const { client } = app;
  // Whoever keeps the last 60 MB of what it reads holds them until its input ends, and no more while it reads.
  const go = join(app.data_dir, "go");
  const input = `head -c 60000000 /dev/zero; sleep 2; until [ -e ${go} ]; do sleep 0.05; done`;
  const script = `{ ${input}; } | tail -c 60000000 > /dev/null`;
  const { id } = await client.trigger({ backend_config: { command: ["sh", "-c", script] } });
  writeFileSync(go, "");
  const [first = ""] = await fire(client, id);
  const { attempts } = await client.finished(first);
  const peak = attempts[0].peak_memory_bytes;
  expect(peak).toBeGreaterThan(60_000_000);
  rmSync(go);
  const fit = Math.floor((400 * MIB) / peak);
  const asked = await fire(client, id, 8);
  await until("as many as fit to run", async () => (await count(client, "running")) === fit);
  writeFileSync(go, "");
  const ended: Ended[] = await Promise.all(asked.map((one) => client.finished(one)));
  expect(mostAtOnce(ended)).toBe(fit);
}, 60_000);
