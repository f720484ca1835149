import { afterAll, beforeAll, expect, test } from "bun:test";
import { deliver, post, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const SHA = "a".repeat(40);
const OTHER_SHA = "b".repeat(40);

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

function event(repository: string, action: string, fields: Record<string, unknown> = {}) {
  const given = {
    title: "Add a greeting",
    state: "open",
    merged: false,
    updated_at: "2026-01-01T00:00:00Z",
    ...fields,
  };
  const url = `https://github.test/${repository}/pull/5`;
  const pull_request = { number: 5, html_url: url, head: { sha: SHA }, user: { login: "amy" }, ...given };
  return { action, pull_request, repository: { full_name: repository } };
}

/** A trigger of its own for each test, whose run says this. */
async function reviewer(outcome: unknown, fields: Record<string, unknown> = {}) {
  const prompt_template = `outcome ${JSON.stringify(outcome)}`;
  const { id } = await webhook(app.client, {}, { backend: "claude", prompt_template, ...fields });
  return (payload: unknown) => deliver(app.client, payload, { path: `/api/webhooks/${id}` });
}

const reviewsOf = async (repository: string) =>
  (await app.client.call("GET", `/admin/reviews?repository=${encodeURIComponent(repository)}`)).reviews;

/** Its newest record, once its execution is over. */
const over = (repository: string, count = 1) =>
  until(`${count} reviews of ${repository}`, async () => {
    const reviews = await reviewsOf(repository);
    return reviews.length === count && reviews[0].status !== "running" ? reviews[0] : undefined;
  });

test("one record for each head, with the verdict of its run; a newer head supersedes", async () => {
  const send = await reviewer({ summary: "A typo.", verdict: "fail" });
  const { execution_ids } = await send(event("octo/heads", "opened"));
  const [execution_id] = execution_ids;
  const review = await over("octo/heads");
  expect(review).toMatchObject({
    ...{ number: 5, head_sha: SHA, superseded: false, state: "open", title: "Add a greeting", author: "amy" },
    ...{ execution_id, status: "succeeded", verdict: "request_changes", summary: "A typo." },
  });
  expect(await app.client.call("GET", `/admin/reviews/${review.id}`)).toMatchObject({ id: review.id });
  await send(event("octo/heads", "synchronize", { head: { sha: OTHER_SHA }, updated_at: "2026-01-02T00:00:00Z" }));
  await over("octo/heads", 2);
  const told = (await reviewsOf("octo/heads")).map(({ head_sha, superseded }: Record<string, unknown>) => [
    head_sha,
    superseded,
  ]);
  expect(told).toEqual([
    [OTHER_SHA, false],
    [SHA, true],
  ]);
});

test("what a review proposes goes before the verdict; the same head again is the same record", async () => {
  const outcome = { verdict: "pass", actions: [{ kind: "review", verdict: "comment", body: "Hm." }] };
  await (await reviewer(outcome))(event("octo/again", "opened"));
  const first = await over("octo/again");
  expect(first).toMatchObject({ verdict: "comment" });
  const { execution_ids } = await (await reviewer({}))(event("octo/again", "reopened"));
  await until("the second", async () => (await over("octo/again")).execution_id === execution_ids[0]);
  expect(await over("octo/again")).toMatchObject({ id: first.id, verdict: "comment" });
});

test("a pull request that is closed or merged is so in its records, whatever the triggers think of it", async () => {
  const opened = { path: "action", op: "eq", value: "opened" };
  const send = await reviewer(
    { verdict: "pass" },
    { source: { kind: "webhook", secret: "a secret of a test", filter: opened } },
  );
  await send(event("octo/end", "opened"));
  await over("octo/end");
  const merged = { state: "closed", merged: true, updated_at: "2026-01-03T00:00:00Z" };
  expect(await send(event("octo/end", "closed", merged))).toMatchObject({ status: "ignored" });
  expect(await reviewsOf("octo/end")).toMatchObject([{ state: "merged", verdict: "approve" }]);
  await send(event("octo/end", "edited", { title: "Late", updated_at: "2026-01-02T00:00:00Z" }));
  expect(await reviewsOf("octo/end")).toMatchObject([{ state: "merged", title: "Add a greeting" }]);
});

test("what nobody signed closes nothing", async () => {
  const send = await reviewer({ verdict: "pass" });
  await send(event("octo/forged", "opened"));
  await over("octo/forged");
  const closed = event("octo/forged", "closed", { state: "closed", updated_at: "2026-01-03T00:00:00Z" });
  expect((await post(app.client, JSON.stringify(closed), { secret: "not the secret" })).status).toBe(401);
  const { id } = await webhook(app.client, { unsigned: true });
  await deliver(app.client, closed, { path: `/api/webhooks/${id}`, secret: "" });
  expect(await reviewsOf("octo/forged")).toMatchObject([{ state: "open" }]);
});

test("a payload that is wrong in every field is taken, and keeps nothing", async () => {
  const send = await reviewer({}, { source: { kind: "webhook", secret: "a secret of a test", keyword: "never" } });
  const pull_request = { number: "5", head: null, title: 5, state: [], updated_at: "soon" };
  for (const strange of [{ pull_request, repository: { full_name: "octo/strange" } }, [], "text", null])
    expect(await send(strange)).toMatchObject({ status: "ignored" });
  expect(await reviewsOf("octo/strange")).toEqual([]);
});

test("the list pages and is narrowed, and counts by repository", async () => {
  await using app = await openTest();
  const { client } = app;
  const prompt_template = 'outcome {"verdict":"pass"}';
  await webhook(client, {}, { backend: "claude", prompt_template });
  for (const name of ["octo/a", "octo/b", "octo/c"]) await deliver(client, event(name, "opened"));
  await deliver(client, event("octo/b", "closed", { state: "closed", updated_at: "2026-01-04T00:00:00Z" }));
  const page = (query: string) => client.call("GET", `/admin/reviews?${query}`);
  await until("three verdicts", async () => (await page("verdict=approve")).reviews.length === 3);
  const first = await page("limit=2");
  expect(first.reviews).toHaveLength(2);
  expect((await page(`limit=2&cursor=${first.next_cursor}`)).reviews).toHaveLength(1);
  expect((await page("state=closed")).reviews).toMatchObject([{ repository: "octo/b", state: "closed" }]);
  expect((await page("verdict=comment")).reviews).toEqual([]);
  const stats = await client.call("GET", "/admin/reviews/stats?limit=2");
  const none = { merged: 0, request_changes: 0, comment: 0, pending: 0 };
  expect(stats.repositories).toEqual([
    { repository: "octo/a", total: 1, open: 1, closed: 0, approve: 1, ...none },
    { repository: "octo/b", total: 1, open: 0, closed: 1, approve: 1, ...none },
  ]);
  expect((await client.call("GET", `/admin/reviews/stats?cursor=${stats.next_cursor}`)).repositories).toHaveLength(1);
  await client.call("GET", `/admin/reviews/pr-${"0".repeat(20)}`, undefined, 404);
});
