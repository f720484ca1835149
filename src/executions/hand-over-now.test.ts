import { expect, test } from "bun:test";
import type { Client } from "~/testing/client.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { passedOn } from "./hand-over.ts";

const entry = (backend: "claude" | "codex") => ({ backend, account: "any" as const, model: null });

async function start(client: Client, entries: unknown[], message: string): Promise<string> {
  const { id } = await client.trigger({ backend: undefined, chain: { entries } });
  return (await client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

/** Waits until it has said so. */
const said = (client: Client, id: string, word: string) =>
  until(`${id} to say ${word}`, async () => (await client.lines(id)).some((line) => line.includes(word)));

const handOver = (client: Client, id: string, status?: number) =>
  client.call("POST", `/admin/executions/${id}/hand-over`, undefined, status);

test("the next entry of the chain goes on with the conversation", async () => {
  await using app = await openTest();
  const { client } = app;
  const entries = [
    { backend: "codex", model: "one" },
    { backend: "codex", model: "two" },
  ];
  const id = await start(client, entries, "say the first half; hang");
  await said(client, id, "the first half");
  await handOver(client, id);
  const { status, attempts, chain } = await client.finished(id);
  const [{ session_id }] = attempts;
  expect([status, chain.entries[0].model]).toEqual(["succeeded", "two"]);
  expect(attempts).toMatchObject([
    { model: "one", status: "interrupted", reason: "hand_over", detail: "Handed over by a person." },
    { model: "two", status: "succeeded", session_id },
  ]);
}, 30_000);

test("another CLI goes on with the task and what was said of it", async () => {
  await using app = await openTest();
  const { client } = app;
  const entries = [{ backend: "codex" }, { backend: "claude" }];
  const id = await start(client, entries, "say the first half\non codex: hang\non claude: echo");
  await said(client, id, "the first half");
  await handOver(client, id);
  const { attempts, result } = await client.finished(id);
  expect(attempts).toMatchObject([{ backend: "codex" }, { backend: "claude", status: "succeeded" }]);
  expect(result.match(/the first half/g).length).toBeGreaterThan(1);
}, 30_000);

test("it is refused where nobody works on it, or nobody else could", async () => {
  await using app = await openTest();
  const { client } = app;
  const alone = await start(client, [{ backend: "claude" }], "hang");
  await until("it to run", async () => (await client.execution(alone)).status === "running");
  expect(await handOver(client, alone, 409)).toMatchObject({ code: "no_other" });
  await client.call("POST", `/admin/executions/${alone}/cancel`);
  await client.finished(alone);
  expect(await handOver(client, alone, 409)).toMatchObject({ code: "not_running" });
}, 30_000);

test("who had it last comes last", () => {
  const chain = {
    ...{ entries: [entry("claude"), entry("codex"), entry("claude")], on_usage_limit: "hold" as const },
    ...{ rotate_accounts: false, on_error: { kind: "fail" as const } },
  };
  const orders = [0, 1, 2].map((at) => passedOn(chain, at).entries.map(({ backend }) => backend));
  expect(orders).toEqual([
    ["codex", "claude", "claude"],
    ["claude", "claude", "codex"],
    ["claude", "codex", "claude"],
  ]);
});

test("while it is being ended its attempt says which signal it was sent", async () => {
  await using app = await openTest();
  const { client } = app;
  const id = await client.start(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]);
  await said(client, id, "ready");
  await client.call("POST", `/admin/executions/${id}/cancel`);
  const { stop_reason } = await until("the first step", async () => {
    const execution = await client.execution(id);
    return execution.attempts[0].detail === "It was sent SIGTERM." ? execution : undefined;
  });
  expect(stop_reason).toBe("user");
  const { attempts } = await client.finished(id);
  expect(attempts[0].detail).toBe("Cancelled by a person.");
}, 30_000);
