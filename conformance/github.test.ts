import { afterAll, beforeAll, expect, test } from "bun:test";
import { pullEvent, REPOSITORY, SHA, settled } from "~/github/testing.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { type GithubStub, startGithubStub } from "~/testing/github-stub.ts";
import { until } from "~/testing/until.ts";
import { on } from "./chains.ts";
import { claude } from "./clis/index.ts";
import { openRig, type Rig } from "./rig.ts";

let github: GithubStub;
let rig: Rig;
beforeAll(async () => {
  github = startGithubStub();
  rig = await openRig(github.app);
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await github.stop();
});

const OUTCOME = {
  summary: "One typo.",
  verdict: "fail",
  actions: [
    { kind: "comment", body: "I looked at it, @amy." },
    {
      ...{ kind: "review", verdict: "request_changes", body: "Please mend this." },
      comments: [{ path: "README.md", line: 3, body: "A typo." }],
    },
    { kind: "labels", add: ["deploy"] },
  ],
};

test("Claude Code reviews a pull request: comment, review, check run, and a record that closes with it", async () => {
  const { client } = rig.server;
  const account = await rig.account(claude, "reviewer");
  rig.stub.scriptKey(account.key, { kind: "ok", text: `Done.\n\`\`\`agented\n${JSON.stringify(OUTCOME)}\n\`\`\`` });
  const { backend: _backend, model: _model, ...chained } = on(claude, [account]);
  const { id } = await webhook(
    client,
    { filter: { path: "action", op: "eq", value: "opened" } },
    {
      ...{ name: "PR review", prompt_template: "Review {pr_url}: {pr_title}", working_dir: rig.workDir() },
      ...{ allowed_actions: ["comment", "review", "check"], backend: undefined, ...chained },
    },
  );
  const path = `/api/webhooks/${id}`;
  const { execution_ids } = await deliver(client, pullEvent("opened"), { path });
  const actions = await settled(client, execution_ids[0], 4);
  expect(await client.execution(execution_ids[0])).toMatchObject({ status: "succeeded", outcome: { verdict: "fail" } });
  expect(actions.map(({ kind, status }: Record<string, string>) => `${kind} ${status}`)).toEqual([
    ...["check done", "comment done", "review done", "labels refused"],
  ]);
  const { comments, reviews, checks, labels } = structuredClone({ ...github.state, diff: undefined });
  expect(comments).toMatchObject([{ repository: REPOSITORY, issue: 5, login: "agented-test[bot]" }]);
  expect(comments[0]?.body).not.toContain("@amy");
  expect(reviews).toMatchObject([{ pull: 5, event: "REQUEST_CHANGES", commit_id: SHA, comments: [{ line: 3 }] }]);
  expect(checks).toMatchObject([{ head_sha: SHA, external_id: execution_ids[0], conclusion: "failure" }]);
  expect(labels.size).toBe(0);

  const closed = { state: "closed", merged: true, updated_at: "2026-01-02T00:00:00Z" };
  await deliver(client, pullEvent("closed", closed), { path });
  const merged = `/admin/reviews?repository=${encodeURIComponent(REPOSITORY)}&state=merged`;
  const record = await until("the record", async () => (await client.call("GET", merged)).reviews[0]);
  expect(record).toMatchObject({ number: 5, head_sha: SHA, verdict: "request_changes", summary: "One typo." });
});
