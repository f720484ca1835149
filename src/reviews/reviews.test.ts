import { afterAll, beforeAll, expect, test } from "bun:test";
import { deliver, webhook } from "~/testing/deliver.ts";
import { fromGithub, GITHUB_SECRET, githubTrigger } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const SHA = "a".repeat(40);
const OTHER_SHA = "b".repeat(40);

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
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
  const author = { user: { login: "amy" }, author_association: "MEMBER" };
  const pull_request = { number: 5, html_url: url, head: { sha: SHA }, ...author, ...given };
  return { action, pull_request, repository: { full_name: repository } };
}

/** A trigger for the events of one repository, whose run says this. */
async function reviewer(repository: string, outcome: unknown, source: Record<string, unknown> = {}) {
  const prompt_template = `outcome ${JSON.stringify(outcome)}`;
  const given = { repositories: [repository], ...source };
  return await githubTrigger(app.client, given, { backend: "claude", prompt_template });
}

const send = (payload: unknown) => fromGithub(app.client, "pull_request", payload);

const reviewsOf = async (repository: string) =>
  (await app.client.call("GET", `/admin/reviews?repository=${encodeURIComponent(repository)}`)).reviews;

/** Its newest record, once its execution is over. */
const over = (repository: string, count = 1) =>
  until(`${count} reviews of ${repository}`, async () => {
    const reviews = await reviewsOf(repository);
    return reviews.length === count && reviews[0].status !== "running" ? reviews[0] : undefined;
  });

test("one record for each head, with the verdict of its run; a newer head supersedes", async () => {
  await reviewer("octo/heads", { summary: "A typo.", verdict: "fail" });
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
  const { id } = await reviewer("octo/again", outcome);
  await send(event("octo/again", "opened"));
  const first = await over("octo/again");
  expect(first).toMatchObject({ verdict: "comment", trigger_id: id });
  await app.client.call("PATCH", `/admin/triggers/${id}`, { prompt_template: "say nothing" }, 200);
  const { execution_ids } = await send(event("octo/again", "reopened"));
  await until("the second", async () => (await over("octo/again")).execution_id === execution_ids[0]);
  expect(await over("octo/again")).toMatchObject({ id: first.id, verdict: "comment" });
});

test("two triggers that look at one head have a record each", async () => {
  const [mild, strict] = [
    await reviewer("octo/two", { verdict: "pass" }),
    await reviewer("octo/two", { verdict: "fail" }),
  ];
  await send(event("octo/two", "opened"));
  await until("both verdicts", async () => {
    const verdicts = (await reviewsOf("octo/two")).filter(({ verdict }: { verdict: string | null }) => verdict);
    return verdicts.length === 2;
  });
  const of = async ({ id }: { id: string }) =>
    (await app.client.call("GET", `/admin/reviews?trigger_id=${id}`)).reviews;
  expect([await of(mild), await of(strict)]).toMatchObject([
    [{ verdict: "approve" }],
    [{ verdict: "request_changes" }],
  ]);
});

test("what fails before it starts has a record, and what says no verdict is not pending for ever", async () => {
  await githubTrigger(app.client, { repositories: ["octo/mute"] }, { strict: true, prompt_template: "{payload.none}" });
  await githubTrigger(app.client, { repositories: ["octo/mute"] }, { backend_config: { command: ["/no/such/cli"] } });
  await githubTrigger(app.client, { repositories: ["octo/mute"] });
  await send(event("octo/mute", "opened"));
  const told = async () => (await reviewsOf("octo/mute")).map(({ status, verdict }: never) => [status, verdict]);
  await until(
    "all three",
    async () => (await told()).filter(([status]: string[]) => status !== "running").length === 3,
  );
  expect((await told()).sort()).toEqual([
    ...[
      ["failed", null],
      ["failed", null],
      ["succeeded", "no_verdict"],
    ],
  ]);
  const { repositories } = await app.client.call("GET", "/admin/reviews/stats?cursor=octo%2Fmusic&limit=1");
  const counted = { repository: "octo/mute", total: 3, no_verdict: 1, failed: 2, pending: 0, approve: 0 };
  expect(repositories).toMatchObject([counted]);
});

test("a pull request that is closed or merged is so in its records, whatever the triggers think of it", async () => {
  const opened = { path: "action", op: "eq", value: "opened" };
  await reviewer("octo/end", { verdict: "pass" }, { filter: opened });
  await send(event("octo/end", "opened"));
  await over("octo/end");
  const merged = { state: "closed", merged: true, updated_at: "2026-01-03T00:00:00Z" };
  expect(await send(event("octo/end", "closed", merged))).toMatchObject({ status: "ignored" });
  expect(await reviewsOf("octo/end")).toMatchObject([{ state: "merged", verdict: "approve" }]);
  await send(event("octo/end", "edited", { title: "Late", updated_at: "2026-01-02T00:00:00Z" }));
  expect(await reviewsOf("octo/end")).toMatchObject([{ state: "merged", title: "Add a greeting" }]);
});

test("what GitHub did not sign closes nothing", async () => {
  await reviewer("octo/forged", { verdict: "pass" });
  await send(event("octo/forged", "opened"));
  await over("octo/forged");
  const closed = event("octo/forged", "closed", { state: "closed", updated_at: "2026-01-03T00:00:00Z" });
  await fromGithub(app.client, "pull_request", closed, { secret: "not the secret" }, 401);
  const { id } = await webhook(app.client);
  await deliver(app.client, closed, { path: `/api/webhooks/${id}` });
  expect(await reviewsOf("octo/forged")).toMatchObject([{ state: "open" }]);
});

test("a payload that is wrong in every field is taken, and keeps nothing", async () => {
  const pull_request = { number: "5", head: null, title: 5, state: [], updated_at: "soon" };
  for (const strange of [{ pull_request, repository: { full_name: "octo/strange" } }, [], '"text"', null])
    expect(await send(strange)).toMatchObject({ status: "ignored" });
  expect(await reviewsOf("octo/strange")).toEqual([]);
});

test("the list pages and is narrowed, and counts by repository", async () => {
  await using app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
  const { client } = app;
  const prompt_template = 'outcome {"verdict":"pass"}';
  const opened = { path: "action", op: "eq", value: "opened" };
  await githubTrigger(client, { filter: opened, cancel_on_close: false }, { backend: "claude", prompt_template });
  const send = (payload: unknown) => fromGithub(client, "pull_request", payload);
  for (const name of ["octo/a", "octo/b", "octo/c"]) await send(event(name, "opened"));
  await send(event("octo/b", "closed", { state: "closed", updated_at: "2026-01-04T00:00:00Z" }));
  const page = (query: string) => client.call("GET", `/admin/reviews?${query}`);
  await until("three verdicts", async () => (await page("verdict=approve")).reviews.length === 3);
  const first = await page("limit=2");
  expect(first.reviews).toHaveLength(2);
  expect((await page(`limit=2&cursor=${first.next_cursor}`)).reviews).toHaveLength(1);
  expect((await page("state=closed")).reviews).toMatchObject([{ repository: "octo/b", state: "closed" }]);
  expect((await page("verdict=comment")).reviews).toEqual([]);
  const stats = await client.call("GET", "/admin/reviews/stats?limit=2");
  const none = { merged: 0, request_changes: 0, comment: 0, no_verdict: 0, pending: 0, failed: 0 };
  expect(stats.repositories).toEqual([
    { repository: "octo/a", total: 1, open: 1, closed: 0, approve: 1, ...none },
    { repository: "octo/b", total: 1, open: 0, closed: 1, approve: 1, ...none },
  ]);
  expect((await client.call("GET", `/admin/reviews/stats?cursor=${stats.next_cursor}`)).repositories).toHaveLength(1);
  await client.call("GET", `/admin/reviews/pr-${"0".repeat(20)}`, undefined, 404);
});
