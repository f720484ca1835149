import { expect, test } from "bun:test";
import type { Client } from "~/testing/client.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const CLIS = ["claude", "codex", "gemini", "opencode"];
const HOUR_MS = 3_600_000;

/** Accounts with directories of their own, in this order; the default one is out of it. */
async function lay(client: Client, backend: string, names: string[]): Promise<string[]> {
  const { accounts } = await client.call("GET", `/admin/accounts?backend=${backend}`);
  for (const { id } of accounts) await client.call("PATCH", `/admin/accounts/${id}`, { enabled: false }, 200);
  const ids: string[] = [];
  for (const [position, name] of names.entries()) {
    const given = { backend, name, config_dir: "own", position };
    ids.push((await client.call("POST", "/admin/accounts", given, 201)).id);
  }
  return ids;
}

const rotating = (backend: string) => ({
  ...{ entries: [{ backend }], on_usage_limit: "next_account", rotate_accounts: true },
  on_error: { kind: "fail" },
});

async function start(client: Client, chain: Record<string, unknown>, message: string): Promise<string> {
  const { id } = await client.trigger({ backend: undefined, chain });
  return (await client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

const held = (client: Client, id: string) =>
  until(`${id} to be held`, async () => {
    const execution = await client.execution(id);
    return execution.held ? execution : undefined;
  });

test.each(CLIS)(
  "%s: at its limit in mid-task the next account goes on with the conversation",
  async (backend) => {
    await using app = await openTest();
    const { client } = app;
    const [first, second] = await lay(client, backend, ["one", "two"]);
    const execution = await client.finished(await start(client, rotating(backend), "say the first half; limit 3600 s"));
    expect(execution).toMatchObject({ status: "succeeded", result: "Hello from the fake CLI, turn 2." });
    expect(execution.attempts).toMatchObject([
      { account_id: first, status: "failed", reason: "usage_limit" },
      { account_id: second, status: "succeeded", session_id: execution.attempts[0].session_id },
    ]);
    expect((await client.call("GET", `/admin/accounts/${first}`)).cooldowns).toMatchObject([{ kind: "usage" }]);

    // Others are kept from the spent account without trying it.
    const next = await client.finished(await start(client, rotating(backend), "say hello"));
    expect(next.attempts).toMatchObject([{ account_id: second, status: "succeeded" }]);
  },
  30_000,
);

test.each(CLIS)(
  "%s: at its limit another backend goes on with the task and what was said of it",
  async (backend) => {
    await using app = await openTest();
    const { client } = app;
    const other = backend === "claude" ? "codex" : "claude";
    const entries = [{ backend, model: "a-model" }, { backend: other }];
    const chain = { entries, on_usage_limit: "next_backend" };
    const task = `say the first half\non ${backend}: limit 3600 s\necho`;
    const execution = await client.finished(await start(client, chain, task));
    expect(execution.status).toBe("succeeded");
    expect(execution.attempts).toMatchObject([
      { backend, model: "a-model", status: "failed", reason: "usage_limit" },
      { backend: other, model: null, status: "succeeded" },
    ]);
    expect(execution.result).toContain(task);
    expect(execution.result.match(/the first half/g).length).toBeGreaterThan(1);
  },
  30_000,
);

test("a spent allowance with the policy `fail` ends it, and the next starts nothing", async () => {
  await using app = await openTest();
  const { client } = app;
  const chain = { entries: [{ backend: "claude" }], on_usage_limit: "fail" };
  expect(await client.finished(await start(client, chain, "limit 3600 s"))).toMatchObject({ reason: "usage_limit" });
  const next = await client.finished(await start(client, chain, "say hello"));
  expect(next).toMatchObject({ status: "failed", reason: "usage_limit", attempts: [] });
}, 30_000);

test("with every account spent nothing starts until the first reset, over kill -9 too; then all run in the old order", async () => {
  const env = { MAX_CONCURRENT_EXECUTIONS: "1" };
  const crashed = await spawnServer(env);
  const before = crashed.client;
  await lay(before, "claude", ["one", "two"]);
  // Both accounts meet their limits, then nobody is left to try the others.
  const ids = [
    await start(before, rotating("claude"), "limit 7200 s"),
    await start(before, rotating("claude"), "limit 3600 s"),
  ];
  for (const id of ids) await held(before, id);
  for (let n = 0; n < 5; n++) ids.push(await start(before, rotating("claude"), `say ${n}`));
  for (const id of ids.slice(2)) {
    const { status, not_before, detail, attempts } = await held(before, id);
    expect({ status, attempts }).toEqual({ status: "queued", attempts: [] });
    expect(Date.parse(not_before) - Date.now()).toBeGreaterThan(HOUR_MS - 60_000);
    expect(detail).toContain("Every account of Claude Code is limited");
  }
  await crashed.kill("SIGKILL");

  const clock = jumpingClock();
  await using app = await openTest({ ...env, AGENTED_DATA_DIR: crashed.data_dir }, { clock });
  const { client } = app;
  clock.jump(HOUR_MS - 120_000);
  const spawned = async () => (await Promise.all(ids.map((id) => client.execution(id)))).flatMap((one) => one.attempts);
  const { id: other } = await client.trigger();
  await client.finished((await client.call("POST", `/admin/triggers/${other}/run`, {})).execution_id);
  const few = (await spawned()).length;
  expect(few).toBeLessThanOrEqual(3);

  clock.jump(3 * HOUR_MS);
  const ended = await Promise.all(ids.slice(2).map((id) => client.finished(id)));
  expect(ended.map(({ status }) => status)).toEqual(Array(5).fill("succeeded"));
  const started = ended.map(({ started_at }) => started_at);
  expect(started).toEqual(started.toSorted());
}, 60_000);

test("a person who clears the cooldown lets what was held start at once", async () => {
  await using app = await openTest();
  const { client } = app;
  const [account] = await lay(client, "claude", ["one"]);
  const chain = { entries: [{ backend: "claude" }] };
  await held(client, await start(client, chain, "limit 3600 s"));
  const id = await start(client, chain, "say hello");
  await held(client, id);
  await client.call("DELETE", `/admin/accounts/${account}/cooldowns`, undefined, 204);
  expect(await client.finished(id)).toMatchObject({ status: "succeeded", not_before: null, held: null });
}, 30_000);

test("failures that pass are tried again as attempts of one execution, with a growing wait, and then given up", async () => {
  const clock = jumpingClock();
  await using app = await openTest({}, { clock });
  const { client } = app;
  const on_error = { kind: "retry", retries: 2, backoff_ms: 60_000 };
  const id = await start(client, { entries: [{ backend: "claude" }], on_error }, "api error");
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 2; attempt++) {
    const waiting = await until("the next wait", async () => {
      const execution = await client.execution(id);
      return execution.held === "retry" && execution.attempts.length === attempt ? execution : undefined;
    });
    waits.push(Date.parse(waiting.not_before) - clock.now());
    clock.jump(Date.parse(waiting.not_before) - clock.now());
  }
  const ended = await client.finished(id);
  expect(ended).toMatchObject({ status: "failed", reason: "api_error" });
  expect(ended.attempts.map(({ reason }: { reason: string }) => reason)).toEqual(Array(3).fill("api_error"));
  const [one = 0, two = 0] = waits;
  expect(one).toBeGreaterThan(55_000);
  expect(two).toBeGreaterThan(115_000);
}, 30_000);

test("a CLI that says nothing is ended, and tried again", async () => {
  await using app = await openTest({ STALE_EXECUTION_THRESHOLD_SECS: "1" });
  const { client } = app;
  const on_error = { kind: "retry", retries: 1, backoff_ms: 100 };
  const ended = await client.finished(await start(client, { entries: [{ backend: "claude" }], on_error }, "silent"));
  expect(ended).toMatchObject({ status: "failed", reason: "silent" });
  expect(ended.attempts).toMatchObject([{ reason: "silent" }, { reason: "silent" }]);
}, 60_000);

test("a finished conversation goes on in a new execution, or in a copy of it", async () => {
  await using app = await openTest();
  const { client } = app;
  await lay(client, "claude", ["one"]);
  const first = await client.finished(await start(client, { entries: [{ backend: "claude" }] }, "say one"));
  const go = async (body: Record<string, unknown>) => {
    const { execution_id } = await client.call("POST", `/admin/executions/${first.id}/continue`, body);
    return client.finished(execution_id);
  };
  const copy = await go({ message: "recall", fork: true });
  const next = await go({ message: "recall" });
  const session = first.attempts[0].session_id;
  expect(copy.attempts[0].session_id).not.toBe(session);
  expect(next).toMatchObject({ origin: "continue", continues: first.id, attempts: [{ session_id: session }] });
  // What the copy was told the conversation does not know.
  for (const { result } of [copy, next]) expect(JSON.parse(result)).toEqual([expect.stringContaining("say one")]);
  const plain = await client.finished(await client.start(["true"]));
  await client.call("POST", `/admin/executions/${plain.id}/continue`, { message: "x" }, 409);
}, 30_000);
