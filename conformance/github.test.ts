import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pullEvent, REPOSITORY, settled } from "~/github/testing.ts";
import { type GitServer, gitServer, type TestRepo } from "~/testing/git-server.ts";
import { fromGithub, GITHUB_SECRET, githubTrigger } from "~/testing/github.ts";
import { type GithubStub, startGithubStub } from "~/testing/github-stub.ts";
import { until } from "~/testing/until.ts";
import { on } from "./chains.ts";
import { claude } from "./clis/index.ts";
import { openRig, type Rig } from "./rig.ts";

let github: GithubStub;
let git: GitServer;
let rig: Rig;
beforeAll(async () => {
  github = startGithubStub();
  git = gitServer();
  const settings = { GITHUB_WEBHOOK_SECRET: GITHUB_SECRET, ALLOWED_PRIVATE_HOSTS: git.host };
  rig = await openRig({ ...github.app, ...settings });
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await github.stop();
  git[Symbol.dispose]();
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

/** What GitHub tells of the pull request, opened by somebody who belongs to the repository. */
function event(action: string, head: string, fields: Record<string, unknown> = {}) {
  const repo = { full_name: REPOSITORY };
  const [from, into] = [
    { sha: head, ref: "greeting", repo },
    { sha: "0".repeat(40), ref: "main", repo },
  ];
  return pullEvent(action, { author_association: "MEMBER", head: from, base: into, ...fields }, head);
}

/** The repository, cloned by the server as a project. */
async function project(): Promise<TestRepo> {
  const repo = git.repo(REPOSITORY);
  // It lies elsewhere than GitHub's own, so somebody says that it is the one.
  const given = { name: "hello", kind: "git", url: repo.url, repository: REPOSITORY };
  const { client } = rig.server;
  const { id } = await client.call("POST", "/admin/projects", given, 201);
  await until("the clone", async () => (await client.call("GET", `/admin/projects/${id}`)).status === "ready");
  return repo;
}

test("Claude Code reviews a pull request at its head: comment, review, check run, and a record that closes with it", async () => {
  const { client } = rig.server;
  const repo = await project();
  const head = repo.commit({ "README.md": "helo\n" }, "refs/pull/5/head");
  const account = await rig.account(claude, "reviewer");
  rig.stub.scriptKey(account.key, { kind: "ok", text: `Done.\n\`\`\`agented\n${JSON.stringify(OUTCOME)}\n\`\`\`` });
  const { backend: _backend, model: _model, ...chained } = on(claude, [account]);
  const template = { prompt_template: "Review {pr_url}: {pr_title}", allowed_actions: ["comment", "review", "check"] };
  await githubTrigger(client, { events: ["pull_request"] }, { ...template, backend: undefined, ...chained });

  const { execution_ids } = await fromGithub(client, "pull_request", event("opened", head));
  const actions = await settled(client, execution_ids[0], 4);
  const execution = await client.execution(execution_ids[0]);
  expect(execution).toMatchObject({ status: "succeeded", outcome: { verdict: "fail" }, ref: `pull/5/${head}` });
  expect(readFileSync(join(execution.working_dir, "README.md"), "utf8")).toBe("helo\n");
  expect(actions.map(({ kind, status }: Record<string, string>) => `${kind} ${status}`)).toEqual([
    ...["check done", "comment done", "review done", "labels refused"],
  ]);
  const { comments, reviews, checks, labels } = structuredClone({ ...github.state, diff: undefined });
  expect(comments).toMatchObject([{ repository: REPOSITORY, issue: 5, login: "agented-test[bot]" }]);
  expect(comments[0]?.body).not.toContain("@amy");
  expect(reviews).toMatchObject([{ pull: 5, event: "REQUEST_CHANGES", commit_id: head, comments: [{ line: 3 }] }]);
  expect(checks).toMatchObject([{ head_sha: head, external_id: execution_ids[0], conclusion: "failure" }]);
  expect(labels.size).toBe(0);

  const closed = { state: "closed", merged: true, updated_at: "2026-01-02T00:00:00Z" };
  await fromGithub(client, "pull_request", event("closed", head, closed));
  const merged = `/admin/reviews?repository=${encodeURIComponent(REPOSITORY)}&state=merged`;
  const record = await until("the record", async () => (await client.call("GET", merged)).reviews[0]);
  expect(record).toMatchObject({ number: 5, head_sha: head, verdict: "request_changes", summary: "One typo." });
}, 60_000);
