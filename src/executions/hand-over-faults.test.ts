import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const rotating = {
  ...{ entries: [{ backend: "claude" }], on_usage_limit: "next_account", rotate_accounts: true },
  on_error: { kind: "fail" },
};

async function lay(client: Client, names: string[]): Promise<string[]> {
  const { accounts } = await client.call("GET", "/admin/accounts?backend=claude");
  for (const { id } of accounts) await client.call("PATCH", `/admin/accounts/${id}`, { enabled: false }, 200);
  const ids: string[] = [];
  for (const name of names)
    ids.push((await client.call("POST", "/admin/accounts", { backend: "claude", name, config_dir: "own" }, 201)).id);
  return ids;
}

async function start(client: Client, chain: Record<string, unknown>, message: string, fields = {}): Promise<string> {
  const { id } = await client.trigger({ backend: undefined, chain, ...fields });
  return (await client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

const reaches = (client: Client, id: string, is: (execution: Record<string, unknown>) => boolean) =>
  until(
    `${id} to get to ${is}`,
    async () => {
      const execution = await client.execution(id);
      return is(execution) ? execution : undefined;
    },
    20_000,
  );

test("a cancel between the exit and the verdict ends it: nobody is handed the rest", async () => {
  await using app = await openTest();
  const { client } = app;
  await lay(client, ["one", "two"]);
  // Its output is held, so that it is drained for seconds after the exit.
  const id = await start(client, rotating, "hold output; limit 3600 s");
  await until("the refusal", async () => (await client.lines(id)).some((line) => line.includes("rejected")));
  await client.call("POST", `/admin/executions/${id}/cancel`);
  expect(await client.finished(id)).toMatchObject({ status: "cancelled", reason: "user", attempts: [{}] });
}, 30_000);

test("a conversation that is gone is no end: the next account is told the task anew", async () => {
  await using app = await openTest();
  const { client } = app;
  const [first] = await lay(client, ["one", "two"]);
  const id = await start(client, rotating, "emit 5 lines every 100 ms; limit 3600 s");
  await reaches(client, id, ({ status }) => status === "running");
  await client.call("POST", "/admin/queue/pause", {}, 200);
  await reaches(client, id, ({ status }) => status === "queued");
  rmSync(join(app.data_dir, "accounts", first ?? ""), { recursive: true });
  await client.call("POST", "/admin/queue/resume", {}, 200);
  const execution = await reaches(client, id, ({ held }) => held === "limit");
  expect(execution.attempts).toMatchObject([{ reason: "usage_limit" }, { reason: "usage_limit" }]);
  expect(execution.attempts[1].session_id).not.toBe(execution.attempts[0].session_id);
}, 30_000);

test("a CLI that is not there is passed over, and who is left is waited for", async () => {
  const bin = mkdtempSync(join(tmpdir(), "agented-bin-"));
  symlinkSync(join(import.meta.dir, "../testing/bin/claude"), join(bin, "claude"));
  symlinkSync(process.execPath, join(bin, "bun"));
  await using app = await openTest({ PATH: `${bin}:/usr/bin:/bin` });
  const chain = { entries: [{ backend: "claude" }, { backend: "codex" }], on_usage_limit: "next_backend" };
  const id = await start(app.client, chain, "say the first half; limit 3600 s");
  const execution = await reaches(app.client, id, ({ held }) => held === "limit");
  expect(execution.attempts).toMatchObject([{ reason: "usage_limit" }, { backend: "codex", reason: "cli_missing" }]);
  rmSync(bin, { recursive: true });
}, 30_000);

test("a CLI that falls silent at a spent allowance waits for its reset", async () => {
  const dir = mkdtempSync(join(tmpdir(), "agented-bin-"));
  const reset = Math.floor(Date.now() / 1000) + 3600;
  const event = {
    type: "rate_limit_event",
    rate_limit_info: { status: "rejected", resetsAt: reset, rateLimitType: "five_hour" },
  };
  writeFileSync(join(dir, "claude"), `#!/bin/sh\necho '${JSON.stringify(event)}'\nsleep 60\n`, { mode: 0o755 });
  await using quiet = await openTest({ PATH: `${dir}:/usr/bin:/bin`, STALE_EXECUTION_THRESHOLD_SECS: "1" });
  const chain = { entries: [{ backend: "claude" }], on_error: { kind: "fail" } };
  const id = await start(quiet.client, chain, "go");
  expect(await reaches(quiet.client, id, ({ held }) => held === "limit")).toMatchObject({ reason: "usage_limit" });
  rmSync(dir, { recursive: true });
}, 30_000);

test("what waits for an account that is disabled waits on, and starts when it is enabled", async () => {
  await using app = await openTest();
  const { client } = app;
  const [account] = await lay(client, ["one"]);
  await client.call("PATCH", `/admin/accounts/${account}`, { enabled: false }, 200);
  const id = await start(client, { entries: [{ backend: "claude" }] }, "say hello");
  await client.finished(await client.start(["true"]));
  expect(await client.execution(id)).toMatchObject({ status: "queued", attempts: [] });
  await client.call("PATCH", `/admin/accounts/${account}`, { enabled: true }, 200);
  expect(await client.finished(id)).toMatchObject({ status: "succeeded" });
}, 30_000);

test("one that has to wait for its own account holds up nobody who does not", async () => {
  await using app = await openTest();
  const { client } = app;
  const [first, second] = await lay(client, ["one", "two"]);
  const chain = { entries: [{ backend: "claude" }] };
  const { id: trigger } = await client.trigger({ backend: undefined, chain });
  const run = async (message: string) =>
    (await client.call("POST", `/admin/triggers/${trigger}/run`, { message })).execution_id;
  const spent = await run("say one; limit 3600 s");
  await reaches(client, spent, ({ held }) => held === "limit");
  const waiting = await run("say two");
  await reaches(client, waiting, ({ held }) => held === "limit");
  await client.call("PATCH", `/admin/accounts/${first}`, { position: 9 }, 200);
  expect(await client.finished(waiting)).toMatchObject({ attempts: [{ account_id: second, status: "succeeded" }] });
  expect(await reaches(client, spent, ({ held }) => held === "limit")).toMatchObject({ attempts: [{}] });
}, 30_000);

test("of two that go on with one conversation the second waits its turn, or forks", async () => {
  await using app = await openTest();
  const { client } = app;
  await lay(client, ["one"]);
  const first = await client.finished(await start(client, { entries: [{ backend: "claude" }] }, "say one"));
  const path = `/admin/executions/${first.id}/continue`;
  const { execution_id } = await client.call("POST", path, { message: "hang" });
  await client.call("POST", path, { message: "say two" }, 409);
  const copy = await client.call("POST", path, { message: "say two", fork: true });
  expect(await client.finished(copy.execution_id)).toMatchObject({ status: "succeeded" });
  await client.call("POST", `/admin/executions/${execution_id}/cancel`);
}, 30_000);
