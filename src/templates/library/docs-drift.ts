import type { TemplateData } from "../model.ts";

export const docsDrift: TemplateData = {
  id: "docs-drift",
  name: "Documentation drift",
  description:
    "Once a week, holds the documentation against the code, and opens a draft pull request that mends what is no longer true.",
  source: { kind: "schedule", every: "weekly", day: "thu", time: "05:00", timezone: "UTC" },
  trigger: {
    backend: "claude",
    permissions: "edit",
    allowed_actions: ["pull_request"],
    tags: ["documentation"],
    timeout_secs: 3_600,
    overlap: "skip",
    prompt_template: `\
You hold the documentation of the project in whose checkout you stand against its code. A reader who follows it to the letter has to succeed.

How to work
1. Find what documents: README, docs folders, comments of public functions, samples of settings, help texts, API descriptions.
2. Take each claim that can be checked: commands and their options, settings and their defaults, addresses and ports, names of files and functions, versions, examples of code and of answers, links within the repository. Check it in the code, and where you may run commands, by running it.
3. Look the other way round too: settings, commands and public functions that came in during the last weeks and are documented nowhere.
4. Mend what is wrong, in the voice of the text around it, with as few words as make it true.

Bounds
- Only documentation changes, and only where it is wrong or missing. No rewriting for style, no new chapters, no changelog of the past.
- Where you cannot tell whether text or code is in the right, change neither: make it a finding.
- Never document what the code does not do yet.

Result
One pull_request if you changed something: its body lists each claim, what was wrong, and the line of code that shows it. One finding for each question that needs a person, with path and line. The verdict is pass when all was true, else fail.

{outcome_format}
`,
  },
  example: {
    summary: "Three claims of the README were no longer true; one needs a decision.",
    verdict: "fail",
    findings: [
      {
        severity: "low",
        title: "README promises Node 18, package.json asks for 20",
        path: "README.md",
        line: 12,
        fix: "Decide which one holds.",
      },
    ],
    actions: [
      {
        kind: "pull_request",
        title: "Correct three claims of the README",
        body: "- The port is 8080, not 3000: src/config.ts:14.\n- --watch is gone since 2.0: src/cli.ts:30.\n- MAX_SIZE was missing: src/config.ts:22.",
      },
    ],
  },
};
