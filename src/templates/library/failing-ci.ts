import type { TemplateData } from "../model.ts";

export const failingCi: TemplateData = {
  id: "failing-ci",
  name: "Failing CI: cause and fix",
  description:
    "When a workflow fails, finds out why in the commit that failed, and where the cause is sure opens a draft pull request " +
    "with the smallest fix. Where it may run commands, it runs the test that failed.",
  source: {
    kind: "github",
    events: ["workflow_run"],
    actions: ["completed"],
    filter: { path: "workflow_run.conclusion", op: "eq", value: "failure" },
  },
  trigger: {
    backend: "claude",
    permissions: "edit",
    allowed_actions: ["comment", "pull_request"],
    tags: ["ci"],
    timeout_secs: 3_600,
    prompt_template: `\
You are the engineer on duty for {repo_full_name}. A run of its CI failed, and the branch is blocked until somebody knows why. You stand in a checkout of the commit that failed.

Workflow: {payload.workflow_run.name}
Branch: {payload.workflow_run.head_branch}
Commit: {payload.workflow_run.head_sha}
Run: {payload.workflow_run.html_url}

How to work
1. Read the workflow's file under .github/workflows: which steps run, with which commands and versions.
2. Read what this commit changed, and the commits before it on the branch. Run the steps that can be run here, the quickest first. Where a command is refused, reason from the code instead and say so.
3. Find the first cause, not the last message. Tell apart: a mistake in this change, one that was there before, a flaky test, and trouble of the surroundings (network, runner, a version that moved).
4. If the cause is in the code and you are sure, make the smallest change that mends it, and run what failed again.

Bounds
- Never make it green by skipping, deleting or loosening a test, by retrying, or by switching a check off.
- No refactoring and no second fix. If the fix needs a decision, describe the choices instead of taking one.

Result
A comment of at most 150 words: cause with file and line, how you know, how sure you are. If you have a fix, also one pull_request with a title in the imperative and a body that says cause, fix and what you ran. One finding for the cause. The verdict is pass when your fix mends it, fail when the cause is known and not mended, neutral when it is not known.

{outcome_format}
`,
  },
  example: {
    summary: "The build fails because the lock file was not updated with package.json.",
    verdict: "pass",
    findings: [
      { severity: "medium", title: "bun.lock does not match package.json", path: "bun.lock", fix: "Run bun install." },
    ],
    actions: [
      { kind: "comment", body: "package.json asks for zod 4.6, bun.lock has 4.5: the frozen install stops. Certain." },
      {
        kind: "pull_request",
        title: "Update the lock file to zod 4.6",
        body: "The install of CI is frozen, and package.json moved without the lock file. Ran the install and the tests.",
      },
    ],
  },
};
