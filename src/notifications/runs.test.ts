import { afterEach, beforeEach, expect, test } from "bun:test";
import { openReceiver, type Receiver } from "~/testing/receiver.ts";
import { openTest, spawnServer, type TestServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

let receiver: Receiver;
beforeEach(() => {
  receiver = openReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

/** A rule that tells the receiver of failures and answers. */
async function tell({ client }: TestServer, events = ["failure", "waiting"]): Promise<void> {
  const target = { kind: "webhook", url: `${receiver.url}/hook` };
  const { id: channel_id } = await client.call("POST", "/admin/channels", { name: "x", target }, 201);
  await client.call("POST", "/admin/notification-rules", { name: "x", channel_id, events }, 201);
}
const told = () => receiver.received.map(({ body }) => JSON.parse(body));

test("a receiver that never answers delays no run, and the server's end only as long as DRAIN_SECS says", async () => {
  await using app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place, DRAIN_SECS: "0" });
  await tell(app);
  receiver.answer = () => new Promise(() => {});
  for (let i = 0; i < 3; i++) {
    const { status, detail } = await app.client.finished(await app.client.start(["false"]));
    expect([status, detail]).toEqual(["failed", "The command exited with code 1."]);
  }
  await until("the first of them", () => receiver.received.length === 1);
  const ended = await app.client.finished(await app.client.start(["true"]));
  expect(ended.status).toBe("succeeded");
  const began = performance.now();
  await app.close();
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("what a run ended with is told: its trigger, its verdict, its result, and where to read on", async () => {
  const env = { ALLOWED_PRIVATE_HOSTS: receiver.place, PUBLIC_URL: "https://agented.test" };
  await using app = await openTest(env);
  await tell(app);
  const trigger = await app.client.trigger({ name: "Nightly", backend: "claude" });
  const asked = { message: "say All is lost; exit 2" };
  const { execution_id: id } = await app.client.call("POST", `/admin/triggers/${trigger.id}/run`, asked);
  await app.client.finished(id);
  await until("the message", () => receiver.received.length === 1);
  const [{ type, data }] = told();
  expect(type).toBe("execution.failure");
  expect(data).toMatchObject({
    ...{ title: "Nightly failed", budget: null, digest: null },
    execution: { id, trigger_id: trigger.id, trigger: "Nightly", status: "failed", reason: expect.any(String) },
  });
  expect(data.execution.url).toBe(`https://agented.test/admin/executions/${id}`);
  expect(data.sentence).toBe((await app.client.execution(id)).detail);
  expect(JSON.stringify(data)).not.toContain("exit 2");
});

test("a budget that asks is told of once, as a run that waits", async () => {
  await using app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place });
  await tell(app, ["waiting", "budget"]);
  const budget = { name: "One a day", scope: "global", window: "day", unit: "runs", hard_limit: 1, on_exceeded: "ask" };
  await app.client.call("POST", "/admin/budgets", budget, 201);
  await app.client.finished(await app.client.start(["true"]));
  const id = await app.client.start(["true"]);
  await until("the message", () => receiver.received.length === 1);
  expect(told()[0]).toMatchObject({ type: "execution.waiting", data: { execution: { id, status: "waiting" } } });
  await app.client.call("POST", `/admin/executions/${id}/answer`, { answer: "continue" });
  await app.client.finished(id);
  expect(receiver.received.length).toBe(1);
});

test("a server killed while it sends tells all of it by the next start, and nothing twice that was answered", async () => {
  const env = { ALLOWED_PRIVATE_HOSTS: receiver.place, SHUTDOWN_MODE: "stop" };
  const first = await spawnServer(env);
  await tell(first);
  receiver.answer = () => (receiver.received.length === 1 ? new Response("taken") : new Promise(() => {}));
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await first.client.finished(await first.client.start(["false"]))).id);
  await until("the second of them", () => receiver.received.length === 2);
  await first.kill("SIGKILL");
  receiver.answer = () => new Response("taken");
  await using second = await spawnServer({ ...env, AGENTED_DATA_DIR: first.data_dir });
  const all = async () => (await second.client.call("GET", "/admin/notifications")).notifications;
  await until("all to be sent", async () => (await all()).every(({ status }: { status: string }) => status === "sent"));
  const sent = receiver.received.map(({ body }) => JSON.parse(body).data.execution.id);
  expect(sent).toEqual([ids[0], ids[1], ids[1], ids[2]]);
  const hook = receiver.received.map(({ headers }) => headers.get("webhook-id"));
  expect(hook[1]).toBe(hook[2]);
  expect((await all()).length).toBe(3);
}, 30_000);
