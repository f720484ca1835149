import { expect, test } from "bun:test";
import { targetIn } from "./target.ts";
import { REPOSITORY, SHA } from "./testing.ts";

const repo = { full_name: REPOSITORY };
const fork = { full_name: "kim/hello" };
const head = (of: unknown) => ({ sha: SHA, ref: "fix", repo: of });
const base = { ref: "trunk" };
const run = (head_repository: unknown) => ({ head_sha: SHA, head_branch: "release/2", head_repository });

test.each([
  ["a workflow's failure on a branch", { workflow_run: run(repo) }, "release/2"],
  ["one on a fork's branch", { workflow_run: run(fork) }, null],
  ["a check run", { check_run: { head_sha: SHA, check_suite: { head_branch: "release/2" } } }, "release/2"],
  ["a push", { after: SHA, ref: "refs/heads/a/b" }, "a/b"],
  ["a tag", { after: SHA, ref: "refs/tags/v1" }, null],
  ["a pull request", { pull_request: { number: 5, head: head(repo), base } }, "fix"],
  ["a fork's pull request", { pull_request: { number: 5, head: head(fork), base } }, "trunk"],
  ["an issue", { issue: { number: 5 } }, null],
])("a change for %s goes to the right branch", (_, event, branch) => {
  expect(targetIn({ ...event, repository: repo })).toMatchObject({ repository: REPOSITORY, branch });
});
