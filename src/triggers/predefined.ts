import { TriggerInput } from "./model.ts";

const REVIEW = `Review the pull request #{pr_number} of {repo_full_name}: {pr_url}

Its author is {pr_author}, and it says of itself:
{message}

The checkout you are in is its head. Read the change with the code around it. Look for what is wrong: mistakes, cases
that are forgotten, security, tests that would not fail. Leave out taste and what a formatter does. Name the file and
the line of each finding, and say what to do about it. When nothing is wrong, say so in one sentence.

Propose one action \`review\` with your verdict and a comment for each finding, and one action \`check\` with the same
conclusion.

{outcome_format}
`;

const TRIAGE = `A new issue in {repo_full_name} wants to be sorted:
{message}

Is it a bug, a wish, a question or none of these? Look into the code as far as that helps. Is something missing that
whoever works on it will have to ask for? Where you find what it is about, name the files.

Propose one action \`labels\` that adds one of \`bug\`, \`enhancement\`, \`question\` or \`invalid\`, and one action
\`comment\` of at most ten lines: what you understood, what is missing, where to look. Promise nothing.

{outcome_format}
`;

const COMMAND = `Somebody who works on {repo_full_name} asks you in a comment:
{message}

The comment is {payload.comment.html_url}, on {payload.issue.title}

Do what is asked as far as reading the code and answering goes. Propose one action \`comment\` with your answer.

{outcome_format}
`;

const FAILING_CI = `A workflow of {repo_full_name} failed:
{message}

The checkout you are in is the commit that failed. Find out why, as far as the code tells: what the workflow runs, what
the last changes touched. Name the cause with file and line, and the smallest change that mends it. Say how sure you
are, and what you could not see.

Propose one action \`comment\` with this for the pull request it belongs to.

{outcome_format}
`;

const common = { backend: "claude", permissions: "read_only", enabled: false, timeout_secs: 1_800 } as const;

/** What most teams begin with: laid once, disabled, theirs to change. */
export function predefined(): Record<string, TriggerInput> {
  const inputs = {
    github_failing_ci: {
      name: "GitHub: failing CI",
      source: {
        kind: "github",
        events: ["workflow_run"],
        actions: ["completed"],
        filter: { path: "workflow_run.conclusion", op: "eq", value: "failure" },
      },
      prompt_template: FAILING_CI,
      allowed_actions: ["comment"],
    },
    github_command: {
      name: "GitHub: command in a comment",
      source: {
        kind: "github",
        events: ["issue_comment", "pull_request_review_comment", "commit_comment"],
        command: "/agented",
      },
      prompt_template: COMMAND,
      allowed_actions: ["comment"],
    },
    github_triage: {
      name: "GitHub: issue triage",
      source: { kind: "github", events: ["issues"], actions: ["opened"] },
      prompt_template: TRIAGE,
      allowed_actions: ["labels", "comment"],
    },
    github_review: {
      name: "GitHub: pull request review",
      source: {
        kind: "github",
        events: ["pull_request"],
        actions: ["opened", "synchronize", "reopened", "ready_for_review"],
        filter: { path: "pull_request.draft", op: "eq", value: false },
      },
      prompt_template: REVIEW,
      allowed_actions: ["review", "check"],
    },
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, TriggerInput.parse({ ...common, ...input })]),
  );
}
