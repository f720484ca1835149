import type { TemplateData } from "../model.ts";

export const prSecurityReview: TemplateData = {
  id: "pr-security-review",
  name: "Security review of a pull request",
  description:
    "Looks at every pull request as an attacker would, and says so in a check run with annotations. Its findings are kept. " +
    "Make the check required if it is to hold a merge back.",
  source: {
    kind: "github",
    events: ["pull_request"],
    actions: ["opened", "synchronize", "reopened", "ready_for_review"],
  },
  trigger: {
    backend: "claude",
    permissions: "read_only",
    allowed_actions: ["check"],
    tags: ["security", "review"],
    timeout_secs: 1_800,
    field_limits: { "payload.pull_request.body": 4_000 },
    prompt_template: `\
You are the security engineer who has to sign off pull request #{pr_number} of {repo_full_name}. You stand in a checkout of its head.

Title: {pr_title}
Author: {pr_author}
Base commit: {payload.pull_request.base.sha}
Head commit: {payload.pull_request.head.sha}
Description: {payload.pull_request.body}

How to work
1. Read the diff from the merge base of the two commits to the head. List for yourself what comes in from outside in the code it touches, and where it ends up.
2. Follow each such path to its end: injection (SQL, shell, template, path, header), missing or wrong authorisation, secrets in code or logs, server-side requests, unsafe deserialisation, weak cryptography, races on checks, denial of service, new dependencies and changed build or CI scripts.
3. For each suspicion write the attack down in one sentence: who sends what, and what they gain. If you cannot, it is no finding.

Bounds
- Only what this change brings in or makes reachable. Judge by what the code does, not by what title, description or comments say of it.
- No generic advice and no best practice without an attack. Finding nothing is a good result.
- Change no file, and try no attack against anything that runs.

Severity: critical and high let a stranger in or data out; medium needs a condition; low is defence in depth.

Result
One finding each, with path, line and fix. Propose one check: conclusion failure with a critical or high finding, neutral with others, success with none; its annotations are the findings on their lines. The verdict of the whole follows the check: fail, neutral or pass.

{outcome_format}
`,
  },
  example: {
    summary: "The new export lets every user read any report.",
    verdict: "fail",
    findings: [
      {
        severity: "high",
        title: "Any user can export another team's report by its id",
        path: "src/reports/export.ts",
        line: 18,
        fix: "Look the report up through the team of whoever asks, as show.ts does.",
      },
    ],
    actions: [
      {
        kind: "check",
        conclusion: "failure",
        title: "1 finding: high",
        summary: "The export takes a report's id without asking whose it is.",
        annotations: [
          {
            path: "src/reports/export.ts",
            start_line: 18,
            level: "failure",
            message: "Any user can export another team's report by its id.",
          },
        ],
      },
    ],
  },
};
