import { afterAll, beforeAll, expect, test } from "bun:test";
import { fromGithub, GITHUB_SECRET, githubTrigger, pullRequest, sha } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
});
afterAll(() => app[Symbol.asyncDispose]());

const HANG = { backend_config: { command: ["sleep", "600"] } };
const source = { events: ["pull_request"], actions: ["opened", "synchronize"] };

/** A push of its own head onto the one before. */
function push(number: number, at = "2026-01-01T00:00:00Z", pr = 7) {
  const head = { ref: "fix", sha: sha(number), repo: { full_name: "o/r" } };
  return { ...pullRequest({ number: pr, head, updated_at: at }, "synchronize"), before: sha(number - 1) };
}

const send = (payload: unknown) => fromGithub(app.client, "pull_request", payload);
const whyOf = async ({ delivery_id }: { delivery_id: string }) =>
  (await app.client.call("GET", `/admin/deliveries/${delivery_id}`)).verdicts.at(-1).why;

test("of 20 pushes in one second one run is left, on the newest head", async () => {
  const { id } = await githubTrigger(app.client, source, HANG);
  const receipts = [];
  for (let number = 1; number <= 20; number++) receipts.push(await send(push(number)));
  const ids: string[] = receipts.flatMap(({ execution_ids }) => execution_ids);
  expect(ids).toHaveLength(20);
  const last = ids.pop() ?? "";
  for (const one of ids)
    expect(await app.client.finished(one)).toMatchObject({ status: "cancelled", reason: "superseded" });
  const running = await until("the last to run", async () => {
    const execution = await app.client.execution(last);
    return execution.status === "running" && execution;
  });
  expect(running.ref).toBe(`pull/7/${sha(20)}`);
  const left = await app.client.call("GET", `/admin/executions?status=running&trigger_id=${id}`);
  expect(left.executions).toHaveLength(1);
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
  await app.client.call("POST", `/admin/executions/${last}/cancel`);
  await app.client.finished(last);
}, 30_000);

test("an event that comes late takes nobody's place, by GitHub's clock or by the chain of heads", async () => {
  const { id } = await githubTrigger(app.client, source, HANG);
  const late = "2026-01-01T00:00:00Z";
  const newest = await send(push(5, "2026-01-01T00:00:09Z", 8));
  const old = await send(push(4, late, 8));
  expect(old).toMatchObject({ status: "ignored", execution_ids: [] });
  expect(await whyOf(old)).toBe(`it is late: o/r#8 was at ${sha(5).slice(0, 12)} before this came, which is newer`);
  const same = await send(push(4, "2026-01-01T00:00:09Z", 8));
  expect(same.status).toBe("ignored");
  const older = await send(push(3, "2026-01-01T00:00:09Z", 8));
  expect(older.status).toBe("ignored");
  expect((await app.client.execution(newest.execution_ids[0])).status).not.toBe("cancelled");
  const other = await send(push(1, late, 9));
  expect(other.status).toBe("accepted");
  // Pushed back to where it was, which is no late news.
  const back = { ...push(4, "2026-01-01T00:00:09Z", 8), before: sha(5) };
  const again = await send(back);
  expect(again.status).toBe("accepted");
  expect(await app.client.finished(newest.execution_ids[0])).toMatchObject({ reason: "superseded" });
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});

test("a closed pull request ends what works on it, and what comes late of it starts nothing", async () => {
  const { id } = await githubTrigger(app.client, source, HANG);
  const keeps = await githubTrigger(app.client, { ...source, cancel_on_close: false }, HANG);
  const opened = await send(push(1, "2026-01-01T00:00:00Z", 10));
  const closed = await send({ ...push(1, "2026-01-01T00:00:05Z", 10), action: "closed" });
  expect(closed.status).toBe("ignored");
  const { verdicts } = await app.client.call("GET", `/admin/deliveries/${closed.delivery_id}`);
  const [ended, kept] = opened.execution_ids;
  const why = 'the action is "closed", not "opened", "synchronize"';
  expect(verdicts.slice(-2)).toMatchObject([
    { trigger_id: id, why: `${why}; o/r#10 was closed, so ${ended} ended` },
    { trigger_id: keeps.id, why },
  ]);
  const detail = "Its pull request was closed.";
  expect(await app.client.finished(ended)).toMatchObject({ status: "cancelled", reason: "superseded", detail });
  expect((await app.client.execution(kept)).status).not.toBe("cancelled");
  const late = await send(push(2, "2026-01-01T00:00:03Z", 10));
  expect(late.execution_ids).toHaveLength(1);
  expect((await app.client.execution(late.execution_ids[0])).trigger_id).toBe(keeps.id);
});

test("a retry holds its place: a newer head ends it, and of an older head none is made", async () => {
  const { id } = await githubTrigger(app.client, source, HANG);
  const [old = ""] = (await send(push(1, "2026-01-01T00:00:00Z", 11))).execution_ids;
  await app.client.call("POST", `/admin/executions/${old}/cancel`);
  await app.client.finished(old);
  const { execution_id: again } = await app.client.call("POST", `/admin/executions/${old}/retry`);
  const [newer = ""] = (await send(push(2, "2026-01-01T00:00:01Z", 11))).execution_ids;
  expect(await app.client.finished(again)).toMatchObject({ status: "cancelled", reason: "superseded" });
  for (const late of [old, again])
    expect(await app.client.call("POST", `/admin/executions/${late}/retry`, undefined, 409)).toMatchObject({
      code: "superseded",
      detail: `${newer} took its place, on a newer head of the same pull request: retry that one.`,
    });
  const many = { ids: [old, again], status: "cancelled" };
  expect(await app.client.call("POST", "/admin/executions/retry", many, 200)).toMatchObject({
    ...{ done: 0, skipped: { "a newer head took its place": 1, "retried already": 1 } },
  });
  // Of the newest head there may be another, which takes the place of what still runs.
  const replayed = await send({ ...push(2, "2026-01-01T00:00:02Z", 11), action: "opened" });
  await app.client.call("POST", `/admin/executions/${replayed.execution_ids[0]}/cancel`);
  expect(await app.client.finished(newer)).toMatchObject({ reason: "superseded" });
  const { execution_id: last } = await app.client.call("POST", `/admin/executions/${newer}/retry`);
  expect((await app.client.execution(last)).status).not.toBe("cancelled");
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
  await app.client.call("POST", `/admin/executions/${last}/cancel`);
}, 30_000);
