import { expect, test } from "bun:test";
import { deliver, webhook } from "~/testing/deliver.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

async function stage() {
  const { log, lines } = memoryLog("info");
  const app = await openTest({}, { log });
  const settled = (id: string) =>
    until("the line", () => lines.find(({ msg, execution_id }) => msg === "execution settled" && execution_id === id));
  return { ...app, lines, settled };
}

test("one wide line for each execution that has ended", async () => {
  await using app = await stage();
  const trigger = await webhook(app.client, {}, { backend: "claude", prompt_template: "spend 2; say done" });
  const { execution_ids } = await deliver(app.client, { a: 1 });
  const execution = await app.client.finished(execution_ids[0]);
  const line = await app.settled(execution.id);
  const [{ account_id, usage }] = execution.attempts;
  expect(line).toMatchObject({
    ...{ status: "succeeded", reason: null, origin: "webhook", trigger_id: trigger.id },
    ...{ project_id: null, backend: "claude", account_id, model: usage.model, attempts: 1, exit_code: 0 },
    ...{ duration_ms: execution.duration_ms, tokens: usage.total_tokens, cost_usd: usage.cost_usd },
    ...{ request_id: execution.request_id, trace_id: execution.trace_id },
    queue_wait_ms: Date.parse(execution.started_at) - Date.parse(execution.created_at),
  });
  expect(line.tokens).toBeGreaterThan(0);
  const asked = app.lines.find(({ msg, route }) => msg === "request" && route === "/");
  expect([asked.request_id, asked.trace_id]).toEqual([line.request_id, line.trace_id]);
});

test("also for one that never started", async () => {
  await using app = await stage();
  const id = await app.client.start(["true"], { working_dir: app.data_dir });
  await app.client.finished(id);
  const held = await app.client.start(["sleep", "60"]);
  await until("it to run", async () => (await app.client.execution(held)).status === "running");
  await app.client.call("POST", "/admin/queue/pause", { subject: "all" }, 200);
  const waiting = await app.client.start(["true"]);
  await app.client.call("POST", `/admin/executions/${waiting}/cancel`, undefined, 202);
  const never = { status: "cancelled", reason: "user", attempts: 0, queue_wait_ms: null, duration_ms: null };
  expect(await app.settled(waiting)).toMatchObject({ ...never, account_id: null, tokens: 0, cost_usd: null });
  await app.client.call("POST", `/admin/executions/${held}/cancel`, undefined, 202);
  expect(await app.settled(held)).toMatchObject({ status: "cancelled", attempts: 1 });
});
