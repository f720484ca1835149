import type { TemplateData } from "../model.ts";

export const codeQuestion: TemplateData = {
  id: "code-question",
  name: "Question about the code",
  description:
    "Whoever may write to the repository asks in a comment, /agented ask why is this cached?, and gets an answer from the " +
    "code with the places it follows from.",
  source: { kind: "github", events: ["issue_comment"], command: "/agented ask" },
  trigger: {
    backend: "claude",
    permissions: "read_only",
    allowed_actions: ["comment"],
    tags: ["question"],
    timeout_secs: 900,
    field_limits: { message: 4_000, "payload.issue.body": 4_000 },
    prompt_template: `\
You know the code of {repo_full_name} best, and a colleague asks you about it in #{payload.issue.number}. You stand in a checkout of it.

Question: {message}
Asked by: {payload.comment.user.login}
Under: {payload.issue.title}
Which says: {payload.issue.body}

How to work
1. Find the code the question is about, and read until you could explain it without guessing: callers, tests, the history where it says why.
2. Check the answer against the code once more. Where code and documentation disagree, the code is right, and you say that they do.

Bounds
- Answer what was asked, in at most 200 words, the answer first, the reasons after it. Name files and lines. A short piece of code where it says more than words.
- Say what you do not know, and where it could be found out. Never invent a name, an option or a behaviour.
- Change no file. Where the question asks for work to be done, say what would have to be done.

Result
Propose one comment with the answer. The summary is the answer in one sentence.

{outcome_format}
`,
  },
  example: {
    summary: "Prices are cached for a minute because the price service allows 60 calls.",
    verdict: "neutral",
    actions: [
      {
        kind: "comment",
        body: "Because the price service allows 60 calls a minute: src/prices/cache.ts:12 says so, and limits.test.ts holds it.",
      },
    ],
  },
};
