import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { deliver, webhook } from "~/testing/deliver.ts";
import { type GithubStub, startGithubStub } from "~/testing/github-stub.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { EVERYTHING, OTHER_SHA, proposing, pullEvent, REPOSITORY, SHA, settled, started } from "./testing.ts";

let github: GithubStub;
let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  github = startGithubStub();
  app = await openTest({ ...github.app, PUBLIC_URL: "https://agented.example" });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await github.stop();
});
beforeEach(() => {
  const { state } = github;
  Object.assign(state, { comments: [], reviews: [], checks: [], pulls: [], labels: new Map(), diff: undefined });
});

/** What GitHub has by now, as a copy: a matcher of Bun's takes the place of what it matched. */
const seen = () => structuredClone({ ...github.state, diff: undefined });

/** One trigger, one event, and what became of it. */
async function ran(outcome: unknown, count: number, fields: Record<string, unknown> = {}, event = pullEvent("opened")) {
  const trigger = await proposing(app.client, outcome, fields);
  const execution = await started(app.client, event, trigger);
  return { trigger, execution, actions: await settled(app.client, execution, count) };
}

test("a signed event ends as comment, review, labels and check run on the pull request", async () => {
  const { execution, trigger, actions } = await ran(
    {
      ...{ summary: "Two remarks.", verdict: "pass" },
      actions: [
        { kind: "comment", body: "Looks fine." },
        {
          kind: "review",
          verdict: "request_changes",
          body: "One thing.",
          comments: [{ path: "a.ts", line: 3, body: "Here." }],
        },
        { kind: "labels", add: ["reviewed"], remove: ["unreviewed"] },
      ],
    },
    4,
    { name: "PR review" },
  );
  const state = seen();
  expect(actions).toMatchObject([
    { number: 1, kind: "check", status: "done", repository: REPOSITORY, url: expect.stringContaining("/runs/") },
    { number: 2, kind: "comment", status: "done", url: expect.stringContaining("#issuecomment-") },
    { number: 3, kind: "review", status: "done", detail: null },
    { number: 4, kind: "labels", status: "done", tries: 1 },
  ]);
  const own = `<!-- agented:${execution} -->`;
  expect(state.comments).toMatchObject([{ issue: 5, body: `<!-- agented:${trigger.id} -->\nLooks fine.\n\n${own}` }]);
  expect(state.reviews).toMatchObject([
    {
      ...{ pull: 5, event: "REQUEST_CHANGES", commit_id: SHA, body: `One thing.\n\n${own}` },
      comments: [{ path: "a.ts", line: 3, side: "RIGHT", body: `Here.\n\n${own}` }],
    },
  ]);
  expect([...(state.labels.get(`${REPOSITORY}#5`) ?? [])]).toEqual(["reviewed"]);
  expect(state.checks).toMatchObject([
    {
      ...{ name: "Agented: PR review", head_sha: SHA, external_id: execution, status: "completed" },
      ...{ conclusion: "success", details_url: `https://agented.example/executions/${execution}` },
      output: { title: "succeeded: pass", summary: "Two remarks." },
    },
  ]);
});

test("the next run of a trigger edits its comment; another trigger has its own", async () => {
  const outcome = { actions: [{ kind: "comment", body: "Seen." }] };
  const first = await ran(outcome, 1, { allowed_actions: ["comment"] });
  const again = await started(app.client, pullEvent("synchronize", {}, OTHER_SHA), first.trigger);
  await settled(app.client, again, 1);
  expect(seen().comments).toMatchObject([{ edits: 1, body: expect.stringContaining(again) }]);
  await ran(outcome, 1, { allowed_actions: ["comment"] });
  expect(seen().comments).toHaveLength(2);
});

test("a stranger's comment that bears our mark is not edited", async () => {
  const trigger = await proposing(app.client, { actions: [{ kind: "comment", body: "Ours." }] });
  const body = `<!-- agented:${trigger.id} -->\nfake`;
  const many = Array.from({ length: 150 }, (_, i) => ({
    id: i,
    repository: REPOSITORY,
    issue: 5,
    body,
    login: "mallory",
    edits: 0,
  }));
  github.state.comments.push(...many);
  const execution = await started(app.client, pullEvent("opened"), trigger);
  await settled(app.client, execution, 2);
  expect(seen().comments.filter(({ edits }) => edits > 0)).toEqual([]);
  expect(seen().comments.at(-1)).toMatchObject({ login: "agented-test[bot]" });
});

test("what the trigger does not allow, or comes twice, is refused with a sentence", async () => {
  const comment = { kind: "comment", body: "One." };
  const actions = [comment, { ...comment, body: "Two." }, { kind: "labels", add: ["x"] }];
  const run = await ran({ actions }, 3, { allowed_actions: ["comment"] });
  expect(run.actions).toMatchObject([
    { kind: "comment", status: "done" },
    { kind: "comment", status: "refused", detail: "One of each kind is done." },
    { kind: "labels", status: "refused", detail: expect.stringContaining("allowed_actions has no `labels`") },
  ]);
  expect(seen().comments).toHaveLength(1);
  expect(seen().labels.size).toBe(0);
});

test.each([
  [
    "a payload without a repository",
    { hello: 1 },
    "Neither a delivery of GitHub's nor a project cloned from there says which repository it concerns.",
  ],
  [
    "a repository that is no name",
    { ...pullEvent("opened"), repository: { full_name: "../../etc/x" } },
    "Neither a delivery of GitHub's",
  ],
  ["a push", { repository: { full_name: REPOSITORY }, after: SHA }, "It concerns no issue or pull request."],
])("%s gets no comment", async (_, event, why) => {
  const run = await ran(
    { actions: [{ kind: "comment", body: "x" }] },
    1,
    { allowed_actions: ["comment"] },
    event as never,
  );
  expect(run.actions).toMatchObject([{ status: "refused", detail: expect.stringContaining(why) }]);
  expect(seen().comments).toEqual([]);
});

test("a webhook's sender names no repository that is written to, nor does a person who edits a delivery", async () => {
  const outcome = { actions: [{ kind: "comment", body: "x" }] };
  const prompt_template = `outcome ${JSON.stringify(outcome)}`;
  const fields = { backend: "claude", prompt_template, allowed_actions: ["comment"] };
  const { id } = await webhook(app.client, {}, fields);
  const { execution_ids } = await deliver(app.client, pullEvent("opened"), { path: `/api/webhooks/${id}` });
  expect(await settled(app.client, execution_ids[0], 1)).toMatchObject([
    { status: "refused", detail: expect.stringContaining("use a trigger with the source github") },
  ]);
  const first = await ran(outcome, 1, { allowed_actions: ["comment"] });
  const { delivery_id } = await app.client.execution(first.execution);
  const replay = async (body: object) => {
    const path = `/admin/deliveries/${delivery_id}/replay`;
    const told = await app.client.call("POST", path, { ...body, trigger_id: first.trigger.id });
    return settled(app.client, told.execution_ids[0], 1);
  };
  expect(await replay({})).toMatchObject([{ status: "done" }]);
  const payload = { ...pullEvent("opened"), number: 6, addressee: first.trigger.addressee };
  expect(await replay({ payload })).toMatchObject([
    { status: "refused", detail: expect.stringMatching(/^Nobody signed/) },
  ]);
});

test("a check run is completed although its delivery has been removed meanwhile", async () => {
  const trigger = await proposing(app.client, {}, { prompt_template: "hang", allowed_actions: ["check"] });
  const execution = await started(app.client, pullEvent("opened"), trigger);
  await until("the check run", () => github.state.checks[0]?.status === "in_progress");
  app.ctx.db.sqlite.run("DELETE FROM deliveries");
  await app.client.call("POST", `/admin/executions/${execution}/cancel`);
  await settled(app.client, execution, 1);
  expect(seen().checks).toMatchObject([{ status: "completed", conclusion: "cancelled" }]);
});

test("what a person starts by hand concerns no repository", async () => {
  const { id } = await proposing(app.client, { actions: [{ kind: "comment", body: "x" }] });
  const body = { message: "", payload: pullEvent("opened") };
  const { execution_id } = await app.client.call("POST", `/admin/triggers/${id}/run`, body);
  expect(await settled(app.client, execution_id, 1)).toMatchObject([{ status: "refused", repository: null }]);
});

test("an approval is a comment unless the trigger allows it to approve", async () => {
  const outcome = { actions: [{ kind: "review", verdict: "approve", body: "Fine." }] };
  const shy = await ran(outcome, 1, { allowed_actions: ["review"] });
  expect(shy.actions).toMatchObject([{ status: "done", detail: expect.stringContaining("posted as a comment") }]);
  await ran(outcome, 1, { allowed_actions: ["review", "approve"] });
  expect(seen().reviews.map(({ event }) => event)).toEqual(["COMMENT", "APPROVE"]);
});

test("comments on lines that are not in the diff are posted in the review's text", async () => {
  github.state.diff = (_path, line) => line < 10;
  const comments = [{ path: "a.ts", line: 99, body: "Far away." }];
  const run = await ran({ actions: [{ kind: "review", verdict: "comment", body: "See below.", comments }] }, 1, {
    allowed_actions: ["review"],
  });
  expect(run.actions).toMatchObject([
    { status: "done", detail: expect.stringContaining("did not take them on their lines") },
  ]);
  expect(seen().reviews).toMatchObject([{ comments: [], body: expect.stringContaining("**`a.ts:99`** Far away.") }]);
});

test("annotations go in pages of 50, and none twice when a page is lost", async () => {
  const annotations = Array.from({ length: 120 }, (_, i) => ({
    path: "a.ts",
    start_line: i + 1,
    level: "warning",
    message: `m${i}`,
  }));
  github.fail({ at: /^PATCH .*check-runs/, late: true });
  const outcome = { actions: [{ kind: "check", conclusion: "neutral", title: "120", summary: "Many.", annotations }] };
  const run = await ran(outcome, 1, { allowed_actions: ["check"] });
  expect(run.actions).toMatchObject([{ kind: "check", status: "done", tries: expect.any(Number) }]);
  const [check] = seen().checks;
  expect(check).toMatchObject({ conclusion: "neutral", status: "completed", output: { title: "120" } });
  expect(check?.output.annotations.map(({ message }) => message)).toEqual(annotations.map(({ message }) => message));
});

test.each([
  ["exit 2", "failure"],
  ["say done", "success"],
  ['outcome {"verdict":"fail"}', "failure"],
  ['outcome {"verdict":"perfect"}', "failure"],
])("a run that does `%s` without proposing a check ends its check run as %s", async (order, conclusion) => {
  await ran({}, 1, { allowed_actions: ["check"], prompt_template: order });
  expect(seen().checks).toMatchObject([{ status: "completed", conclusion }]);
});

test("a cancelled run ends its check run as cancelled, and does nothing that it proposed", async () => {
  const trigger = await proposing(app.client, {}, { prompt_template: "hang" });
  const execution = await started(app.client, pullEvent("opened"), trigger);
  await until("the check run", () => github.state.checks[0]?.status === "in_progress");
  await app.client.call("POST", `/admin/executions/${execution}/cancel`);
  await settled(app.client, execution, 1);
  expect(seen().checks).toMatchObject([{ status: "completed", conclusion: "cancelled" }]);
});

test("a run that ends while its check run is being begun has it completed all the same", async () => {
  const trigger = await proposing(app.client, {}, { prompt_template: "say done", allowed_actions: ["check"] });
  const gate = Promise.withResolvers<void>();
  github.fail({ at: /^POST .*check-runs$/, until: gate.promise });
  const execution = await started(app.client, pullEvent("opened"), trigger);
  await app.client.finished(execution);
  const versions = app.ctx.db.sqlite.query("SELECT version FROM github_actions WHERE execution_id = ?");
  await until("the news of its end", () => (versions.get(execution) as { version: number } | null)?.version === 2);
  gate.resolve();
  await settled(app.client, execution, 1);
  expect(seen().checks).toMatchObject([{ status: "completed", conclusion: "success" }]);
});

test("what an injection makes an agent write calls nobody, commands nobody and forges no mark", async () => {
  const forged = `<!-- agented:exec-${"0".repeat(20)} -->`;
  const body = `@octocat &#64;everyone &commat;org/team\n/merge\n${forged}\n<!--agented:x-->`;
  const run = await ran({ actions: [{ kind: "comment", body }] }, 1, { allowed_actions: ["comment"] });
  const posted = github.state.comments[0]?.body ?? "";
  expect(posted).not.toMatch(/@\w|&#64;|&commat;|^\/merge/m);
  expect(posted.match(/<!--[^>]*-->/g)).toEqual([
    `<!-- agented:${run.trigger.id} -->`,
    `<!-- agented:${run.execution} -->`,
  ]);
  expect(posted).toContain("@\u200boctocat");
});

test("a text as long as an outcome may have is cut to what GitHub takes", async () => {
  const run = await ran({ actions: [{ kind: "comment", body: "@x ".repeat(19_999) }] }, 1, {
    allowed_actions: ["comment"],
  });
  expect(run.actions).toMatchObject([{ status: "done" }]);
  expect(seen().comments[0]?.body).toMatch(/\(cut: it was longer\)\n\n<!-- agented:exec-\w+ -->$/);
});

test("a pull request needs a project", async () => {
  const pull = { kind: "pull_request", title: "Fix", body: "It." };
  const run = await ran({ actions: [pull] }, 1, { allowed_actions: EVERYTHING.slice(4) });
  expect(run.actions).toMatchObject([{ status: "refused", detail: "It ran in no project, so that it has no branch." }]);
});

test("what was done while the database was locked is not done again", async () => {
  const { log, lines } = memoryLog("error");
  await using own = await openTest(github.app, { log });
  const answered = Promise.withResolvers<void>();
  const comment = /^POST \/repos\/.*\/comments$/;
  github.requests.length = 0;
  github.fail({ at: comment, until: answered.promise, times: 0 });
  const trigger = await proposing(own.client, { summary: "Fine.", actions: [{ kind: "comment", body: "Fine." }] });
  const execution = await started(own.client, pullEvent("opened"), trigger);
  await until("it to be sent", () => github.requests.some((request) => comment.test(request)));
  const unlock = lockDatabase(own.ctx.config.db_path);
  answered.resolve();
  await until("it to write in vain", () => lines.some(({ msg }) => msg.endsWith("trying again")));
  unlock();
  const actions = await settled(own.client, execution, 2);
  expect(actions).toContainEqual(expect.objectContaining({ kind: "comment", status: "done", tries: 1 }));
  expect(seen().comments).toHaveLength(1);
});
