import { expect, test } from "bun:test";
import { findExecution } from "~/executions/index.ts";
import { startGithubStub } from "~/testing/github-stub.ts";
import { openTest } from "~/testing/server.ts";
import { openGithub, partsOf } from "./client.ts";
import { pull_request } from "./kinds/pull-request.ts";
import { planActions } from "./plan.ts";
import type { Projects } from "./projects.ts";

import { listActions } from "./store.ts";
import type { Target } from "./target.ts";
import { REPOSITORY, SHA } from "./testing.ts";

const target = { repository: REPOSITORY, number: null, is_pull: false, head_sha: SHA, branch: null };

test("a pull request is opened from the run's branch, and edited when it is open already", async () => {
  await using stub = startGithubStub();
  await using app = await openTest(stub.app);
  const { ctx } = app;
  const row = findExecution(ctx.db.orm, await app.client.start(["true"]));
  if (!row) throw new Error("it was started");
  const execution = { ...row, project_id: "proj-06gzxet3gh6b4tt6e1da", working_dir: `/worktrees/${row.id}` };
  const pushed: Parameters<Projects["pushBranch"]>[1][] = [];
  const projects: Projects = {
    repositoryOf: () => REPOSITORY,
    async pushBranch(_ctx, run) {
      pushed.push(run);
      return { branch: "agented/fix", sha: SHA, base: "trunk" };
    },
  };
  const { signal } = new AbortController();
  const github = openGithub(ctx, "test");
  const open = async (title: string, about: Target = target) => {
    const action = { kind: "pull_request" as const, title, body: "Closes it. @amy", draft: true };
    const octokit = await github.of(REPOSITORY);
    const at = partsOf(REPOSITORY);
    return pull_request.apply({ ctx, github, octokit, at, target: about, execution, action, projects, signal });
  };
  const first = await open("Fix it");
  const again = await open("Fix it well");
  expect(again.url).toBe(first.url ?? "");
  expect(structuredClone(stub.state.pulls)).toMatchObject([
    {
      head: "agented/fix",
      base: "trunk",
      title: "Fix it well",
      draft: true,
      body: expect.stringContaining(execution.id),
    },
  ]);
  expect(stub.state.pulls[0]?.body).toContain("@\u200bamy");
  const { project_id, id: execution_id } = execution;
  expect(pushed[0]).toEqual({ project_id, execution_id, token: stub.minted[0] ?? "", signal });
  // A fix of what failed on a branch goes to that branch.
  stub.state.pulls.length = 0;
  await open("Fix CI", { ...target, branch: "release/2" });
  expect(structuredClone(stub.state.pulls)).toMatchObject([{ head: "agented/fix", base: "release/2" }]);
  // What is cloned from elsewhere gets neither the token nor the branch.
  projects.repositoryOf = () => undefined;
  await expect(open("Fix it")).rejects.toThrow(`Its project is no clone of ${REPOSITORY} on GitHub.`);
  expect(pushed).toHaveLength(3);
});

test("what no delivery asked for may open a pull request in the repository of its project, and no more", async () => {
  await using app = await openTest();
  const { ctx } = app;
  const row = findExecution(ctx.db.orm, await app.client.start(["true"]));
  if (!row) throw new Error("it was started");
  const actions = [
    { kind: "pull_request" as const, title: "Fix", body: "It.", draft: true },
    { kind: "comment" as const, body: "Hm." },
  ];
  const outcome = { actions, findings: [] };
  const given = { status: "succeeded", outcome, allowed_actions: ["pull_request", "comment"] } as const;
  const execution = { ...row, ...given, allowed_actions: [...given.allowed_actions], project_id: "proj-of-a-test" };
  const projects: Projects = { repositoryOf: () => REPOSITORY, pushBranch: () => Promise.reject(new Error("unused")) };
  ctx.db.tx((tx, after) => planActions(ctx, tx, after, { execution, status: "succeeded" }, projects));
  expect(listActions(ctx.db.orm, row.id)).toMatchObject([
    { kind: "pull_request", repository: REPOSITORY, target: { number: null, head_sha: null } },
    { kind: "comment", status: "refused", detail: "It concerns no issue or pull request." },
  ]);
});
