import { expect, test } from "bun:test";
import type { Client } from "~/testing/client.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const CLIS = ["claude", "codex", "gemini", "opencode"];

const rotating = { on_usage_limit: "next_account", rotate_accounts: true, on_error: { kind: "fail" } };

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

async function start(client: Client, chain: Record<string, unknown>, message: string, fields = {}): Promise<string> {
  const { id } = await client.trigger({ backend: undefined, chain, ...fields });
  return (await client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

test.each(CLIS)(
  "%s: at its limit in mid-task the next account goes on with the conversation",
  async (backend) => {
    await using app = await openTest();
    const { client } = app;
    const [first, second] = await lay(client, backend, ["one", "two"]);
    const chain = { entries: [{ backend }], ...rotating };
    const execution = await client.finished(await start(client, chain, "say the first half; limit 3600 s"));
    expect(execution).toMatchObject({ status: "succeeded", result: "Hello from the fake CLI, turn 2." });
    expect(execution.attempts).toMatchObject([
      { account_id: first, status: "failed", reason: "usage_limit" },
      { account_id: second, status: "succeeded", session_id: execution.attempts[0].session_id },
    ]);
    const { cooldowns } = await client.call("GET", `/admin/accounts/${first}`);
    expect(cooldowns).toMatchObject([{ kind: "usage" }]);

    // Others are kept from the account without trying it.
    const next = await client.finished(await start(client, chain, "say hello"));
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
    const entries = [
      { backend, model: "a-model" },
      { backend: other, model: "another" },
    ];
    const chain = { entries, on_usage_limit: "next_backend", rotate_accounts: false, on_error: { kind: "fail" } };
    const execution = await client.finished(
      await start(client, chain, "say the first half\nlimit 3600 s\nis the task"),
    );
    // The other one obeys the task too, and meets its own limit: now both are spent.
    expect(execution.status).toBe("queued");
  },
  30_000,
);

test("with every account at its limit nothing starts until the first reset, in the old order, also over a restart", async () => {
  await using app = await openTest();
  const { client } = app;
  const [account] = await lay(client, "claude", ["one"]);
  const chain = {
    entries: [{ backend: "claude" }],
    on_usage_limit: "hold",
    rotate_accounts: false,
    on_error: { kind: "fail" },
  };
  const limited = await start(client, chain, "say a; limit 3600 s");
  const held = await until("it to be held", async () => {
    const execution = await client.execution(limited);
    return execution.not_before && execution;
  });
  console.log(held, account);
});
