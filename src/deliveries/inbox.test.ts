import { afterAll, beforeAll, expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { deliver, post, webhook } from "~/testing/deliver.ts";
import { fromGithub, GITHUB_SECRET, githubTrigger, pullRequest } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";

const clock = fakeClock();
let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET, RETENTION_DAYS: "7" }, { clock });
});
afterAll(() => app[Symbol.asyncDispose]());

const list = async (query: string): Promise<string[]> => {
  const { deliveries } = await app.client.call("GET", `/admin/deliveries?${query}`);
  return deliveries.map(({ id }: { id: string }) => id);
};
const show = (id: string) => app.client.call("GET", `/admin/deliveries/${id}`);
const replay = (id: string, body: unknown, status = 202) =>
  app.client.call("POST", `/admin/deliveries/${id}/replay`, body, status);

test("one delivery is shown with all that is known of it", async () => {
  const { id } = await webhook(app.client, { keyword: "deploy", text_path: "text" });
  const told = await deliver(app.client, { text: "hello", n: 1 });
  expect(await show(told.delivery_id)).toEqual({
    ...{ id: told.delivery_id, source: "webhook", origin: "sent", status: "ignored", verified: true, hops: 0 },
    ...{ event: null, action: null, repository: null, trigger_id: null, duplicate_of: null, replay_of: null },
    ...{ execution_ids: [], run_ids: [], size: 22, address: "127.0.0.1", request_id: expect.stringMatching(/^req-/) },
    received_at: clock.iso(),
    headers: expect.objectContaining({ "x-webhook-signature-256": "[redacted]" }),
    ...{ body: { text: "hello", n: 1 }, body_text: null, body_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    dedupe: { key: expect.stringMatching(/^body:/), why: "it started nothing, so it may come again" },
    why: '`text` does not contain "deploy"',
    verdicts: [{ trigger_id: id, holds: false, why: '`text` does not contain "deploy"' }],
  });
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});

test("a long body is shown as the start of its text", async () => {
  const { id } = await webhook(app.client, {}, { enabled: false });
  const told = await deliver(app.client, { text: "x".repeat(300_000) });
  const shown = await show(told.delivery_id);
  expect([shown.body, shown.body_text.length, shown.size]).toEqual([null, 256 * 1024, 300_011]);
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});

test("the inbox is searched by what a delivery is", async () => {
  const { id } = await webhook(app.client);
  const started = await deliver(app.client, { n: 1 }, { headers: { "Idempotency-Key": "one" } });
  clock.advance(1_000);
  const since = clock.iso();
  const again = await deliver(app.client, { n: 1 }, { headers: { "Idempotency-Key": "one" } });
  const suspect = await deliver(app.client, { n: 1 }, { headers: { "Idempotency-Key": "two" } });
  const pr = await fromGithub(app.client, "pull_request", pullRequest());
  expect(await list(`source=github&since=${since}`)).toEqual([pr.delivery_id]);
  expect(await list("event=pull_request&repository=o/r")).toEqual([pr.delivery_id]);
  expect(await list("repository=o/x")).toEqual([]);
  expect(await list("status=accepted")).toEqual([started.delivery_id]);
  expect(await list("status=suspected_replay")).toEqual([suspect.delivery_id]);
  expect(await list(`trigger_id=${id}`)).toEqual([suspect.delivery_id, started.delivery_id]);
  expect(await list(`since=${since}`)).toEqual([pr.delivery_id, suspect.delivery_id, again.delivery_id]);
  const { deliveries } = await app.client.call("GET", "/admin/deliveries?status=duplicate");
  expect(deliveries).toMatchObject([{ duplicate_of: started.delivery_id, execution_ids: started.execution_ids }]);
  const why = `it came before as ${started.delivery_id}, known again by the id its sender gave, for 24 hours`;
  expect((await show(again.delivery_id)).dedupe).toEqual({ key: "id:one", why });
  const [verdict] = (await show(suspect.delivery_id)).verdicts;
  expect(verdict).toMatchObject({ replay_of: started.delivery_id, why: expect.stringContaining("under another id") });
  const told = await app.client.call("GET", `/admin/deliveries?since=${since}`);
  expect(told.deliveries.map((one: { why: string }) => one.why)).toEqual([
    expect.stringMatching(/^none of \d triggers takes it$/),
    ...[verdict.why, why],
  ]);
  for (const query of ["status=new", "trigger_id=x", "since=yesterday", "x=1"])
    await app.client.call("GET", `/admin/deliveries?${query}`, undefined, 400);
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});

test("a replay is a delivery of its own, as it came or edited, for all it was for or one", async () => {
  const source = { filter: { path: "wanted", op: "eq", value: true } };
  const [one, two] = [await webhook(app.client, source), await webhook(app.client, source)];
  const first = await deliver(app.client, { wanted: false });
  expect(first.status).toBe("ignored");
  const again = await replay(first.delivery_id, {});
  expect(again.status).toBe("ignored");
  expect(again.verdicts).toContainEqual({ trigger_id: one.id, holds: false, why: "`wanted` is false, not true" });
  const edited = await replay(first.delivery_id, { payload: { wanted: true } });
  expect(edited).toMatchObject({ status: "accepted", execution_ids: [expect.any(String), expect.any(String)] });
  const alone = await replay(edited.delivery_id, { trigger_id: two.id });
  expect(alone.execution_ids).toHaveLength(1);
  expect(await app.client.execution(alone.execution_ids[0])).toMatchObject({ trigger_id: two.id, origin: "webhook" });
  expect(await show(alone.delivery_id)).toMatchObject({
    origin: "replay",
    replay_of: edited.delivery_id,
    verified: true,
  });
  const { id } = await app.client.trigger();
  const problem = await replay(first.delivery_id, { trigger_id: id }, 400);
  expect(problem.errors).toEqual([{ path: "trigger_id", message: "must be a trigger with the source webhook" }]);
  await replay("del-00000000000000000000", {}, 404);
  const log = app.ctx.db.sqlite.query("SELECT * FROM audit_log WHERE action = 'delivery.replayed'").all();
  expect(log).toHaveLength(3);
  for (const trigger of [one, two]) await app.client.call("DELETE", `/admin/triggers/${trigger.id}`, undefined, 204);
});

test("what GitHub sent is replayed under the name of its event, for triggers that came later too", async () => {
  const first = await fromGithub(app.client, "issues", { action: "opened", n: 1 });
  const { id } = await githubTrigger(app.client, { events: ["issues"] });
  const told = await replay(first.delivery_id, {});
  expect(told.execution_ids).toHaveLength(1);
  expect(await show(told.delivery_id)).toMatchObject({
    event: "issues",
    source: "github",
    replay_of: first.delivery_id,
  });
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});

test("of what nobody vouched for the trace is listed, and nothing of what it said", async () => {
  await post(app.client, '{"text":"do not keep me"}', { secret: "a wrong secret" });
  const headers = { "X-GitHub-Event": "push", "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` };
  const forged = { method: "POST", body: "{}", headers: { ...headers, "X-API-Key": "" } };
  expect((await app.client.fetch("/api/webhooks/github", forged)).status).toBe(401);
  const { rejected } = await app.client.call("GET", "/admin/deliveries/rejected?limit=2");
  const trace = { address: "127.0.0.1", trigger_id: null, verdict: "no secret fits" };
  expect(rejected).toMatchObject([
    { ...trace, path: "/api/webhooks/github", event: "push", size: 2 },
    { ...trace, path: "/", event: null, size: 25 },
  ]);
  expect(JSON.stringify(rejected)).not.toContain("do not keep me");
});
