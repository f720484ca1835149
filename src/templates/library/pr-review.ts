import type { TemplateData } from "../model.ts";

export const prReview: TemplateData = {
  id: "pr-review",
  name: "Pull request review",
  description:
    "Reviews every pull request that is opened or pushed to, and comments on its lines. It asks for changes, but never " +
    "approves: that stays with a person. Give it the project whose worktree is to be the pull request's head.",
  source: {
    kind: "github",
    events: ["pull_request"],
    actions: ["opened", "synchronize", "reopened", "ready_for_review"],
    filter: { path: "pull_request.draft", op: "eq", value: false },
  },
  trigger: {
    backend: "claude",
    permissions: "read_only",
    allowed_actions: ["review"],
    tags: ["review"],
    timeout_secs: 1_800,
    field_limits: { "payload.pull_request.body": 8_000 },
    prompt_template: `\
You review pull request #{pr_number} of {repo_full_name} as a senior engineer of its team. You stand in a checkout of its head.

Title: {pr_title}
Author: {pr_author}
Goes into: {payload.pull_request.base.ref}
Base commit: {payload.pull_request.base.sha}
Head commit: {payload.pull_request.head.sha}
Description: {payload.pull_request.body}

How to work
1. Read the change: the diff from the merge base of the two commits to the head. Read the code around it too: who calls it, its tests, what CONTRIBUTING or AGENTS files ask for.
2. Look for what will hurt: wrong results, cases nobody thought of, races, security, lost data, broken compatibility, new behaviour without a test that can fail.
3. Prove each point in the code before you make it: which input, which line, what happens. Drop what you cannot prove.

Bounds
- Judge only what this change brings in or makes worse. Nothing a formatter or a linter decides, no praise, no retelling of the diff.
- At most 10 comments, the gravest first, each on a line of the new side of the diff: what goes wrong, when, and the smallest fix.
- Never approve and change no file: merging is for people to decide.

Result
Propose one review. Its verdict is request_changes when something must not be merged as it is, else comment. Its body says in at most three sentences what the change does and how you judge it. The verdict of the whole is fail or pass accordingly, neutral when you could not judge.

{outcome_format}
`,
  },
  example: {
    summary: "Adds a retry to the payment client. The retry can charge a customer twice.",
    verdict: "fail",
    actions: [
      {
        kind: "review",
        verdict: "request_changes",
        body: "Retries failed payments up to three times. A timeout after the charge went through charges again.",
        comments: [
          {
            path: "src/payments/client.ts",
            line: 42,
            body: "A timeout says nothing of whether the charge went through. Send one idempotency key for all tries.",
          },
        ],
      },
    ],
  },
};
