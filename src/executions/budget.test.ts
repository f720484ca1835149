import { expect, test } from "bun:test";
import { alive } from "~/testing/alive.ts";
import type { Client } from "~/testing/client.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const budget = (client: Client, fields: Record<string, unknown>) =>
  client.call("POST", "/admin/budgets", { name: "test", window: "day", ...fields }, 201);

const statusIs = (client: Client, id: string, status: string) =>
  until(`${id} to be ${status}`, async () => {
    const execution = await client.execution(id);
    return execution.status === status ? execution : undefined;
  });

async function run(client: Client, message: string, fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await client.trigger({ backend: "claude", ...fields });
  return (await client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

test("a budget of 3 runs and 20 deliveries at once: exactly 3 start", async () => {
  await using app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "20" });
  const { client } = app;
  const { id } = await webhook(client, {}, { backend_config: { command: ["sleep", "0.2"] } });
  await budget(client, { scope: "trigger", scope_id: id, unit: "runs", hard_limit: 3 });
  const sent = Array.from({ length: 20 }, (_, n) => deliver(client, { n }));
  const ids = (await Promise.all(sent)).flatMap(({ execution_ids }) => execution_ids);
  const ended = await Promise.all(ids.map((one) => client.finished(one)));
  expect(ended.filter(({ attempts }) => attempts.length > 0).map(({ status }) => status)).toEqual(
    Array(3).fill("succeeded"),
  );
  const turnedAway = ended.filter(({ attempts }) => attempts.length === 0);
  expect(turnedAway.map(({ status, reason }) => `${status} ${reason}`)).toEqual(Array(17).fill("failed budget"));
  expect(turnedAway[0].detail).toMatch(/3/);
}, 30_000);

test.each(["claude", "opencode"])(
  "%s that crosses its cap is stopped at the next signal, and nobody is left",
  async (backend) => {
    await using app = await openTest();
    const { client } = app;
    await budget(client, { scope: "global", unit: "tokens", hard_limit: 1_000 });
    const id = await run(client, "daemonise; spend 200; tool", { backend });
    const execution = await client.finished(id);
    expect(execution).toMatchObject({ status: "failed", reason: "budget", detail: expect.stringContaining("1000") });
    const [{ usage }] = execution.attempts;
    const step = 132;
    expect(usage.total_tokens).toBeGreaterThan(1_000);
    // The signal that crosses it, and those that come while the CLI is ending.
    expect(usage.total_tokens).toBeLessThanOrEqual(1_000 + 3 * step);
    const said = (await client.lines(id)).join("\n");
    const pid = Number(/pid (\d+)/.exec(said)?.[1]);
    expect(pid).toBeGreaterThan(0);
    expect(alive(pid)).toBe(false);
  },
  30_000,
);

test("at a budget that asks, a running execution ends and waits; let on, it goes on with its conversation", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id: budget_id } = await budget(client, {
    ...{ scope: "global", unit: "tokens", hard_limit: 500, on_exceeded: "ask" },
  });
  const { id: account } = (await client.call("GET", "/admin/accounts?backend=claude")).accounts[0];
  await client.call("PATCH", `/admin/accounts/${account}`, { enabled: false }, 200);
  await client.call("POST", "/admin/accounts", { backend: "claude", name: "own", config_dir: "own" }, 201);
  const id = await run(client, "say begun; spend 200");
  const waiting = await statusIs(client, id, "waiting");
  expect(waiting).toMatchObject({ reason: "budget", asked_budget: budget_id, ended_at: null });
  await client.call("POST", `/admin/executions/${id}/answer`, { answer: "continue" });
  const ended = await client.finished(id);
  expect(ended).toMatchObject({ status: "succeeded", waived_budgets: [budget_id], attempts: [{}, {}] });
  expect(ended.attempts[1].session_id).toBe(ended.attempts[0].session_id);
  await client.call("POST", `/admin/executions/${id}/answer`, { answer: "continue" }, 409);

  // What is spent already is asked about before anything starts; `stop` ends it.
  const next = await run(client, "say more");
  expect(await statusIs(client, next, "waiting")).toMatchObject({ attempts: [] });
  await client.call("POST", `/admin/executions/${next}/answer`, { answer: "stop" });
  expect(await client.finished(next)).toMatchObject({ status: "cancelled", reason: "user" });
}, 30_000);

test("a budget of minutes ends a run that says nothing", async () => {
  await using app = await openTest();
  const { client } = app;
  await budget(client, { scope: "backend", scope_id: "command", unit: "minutes", hard_limit: 1 / 60 });
  const ended = await client.finished(await client.start(["sleep", "60"]));
  expect(ended).toMatchObject({ status: "failed", reason: "budget" });
  expect(ended.duration_ms).toBeLessThan(10_000);
}, 30_000);
