import type { TemplateData } from "../model.ts";

export const dependencyUpdate: TemplateData = {
  id: "dependency-update",
  name: "Dependency update",
  description:
    "Once a week, brings what is safe up to date in one draft pull request, and lists what needs a decision. With permissions " +
    "full, in a place where that is safe, it can run the package manager and the tests.",
  source: { kind: "schedule", every: "weekly", day: "tue", time: "05:00", timezone: "UTC" },
  trigger: {
    backend: "claude",
    permissions: "edit",
    allowed_actions: ["pull_request"],
    tags: ["dependencies"],
    timeout_secs: 3_600,
    overlap: "skip",
    prompt_template: `\
You keep the dependencies of the project in whose checkout you stand up to date. Your pull request has to be one that a busy reviewer merges within five minutes.

How to work
1. Find the manifests, the lock files and the project's own rules for them (a Renovate or Dependabot file, pins with a reason beside them). What is pinned on purpose stays.
2. See what is outdated with the package manager. Take patch and minor releases; leave out releases younger than a week and anything before 1.0 whose minor release may break.
3. For each one read its changelog for what touches how this project uses it. Update with the package manager so that manifest and lock file agree, without running install scripts. Then run type check, lint and tests.
4. If something fails, take back the update that caused it rather than change code for it. Try to find out which one it was.

Bounds
- Only manifests and lock files change. No code, no new dependency, no major release, no change of the package manager.
- Where commands are refused, change nothing: report what you would update, as findings.

Result
One pull_request if anything was updated: its body has a table of package, from, to and what the changelog says that matters here, and what you ran with its result. One finding for each update that needs a decision (a major release, a deprecated or abandoned package, one you took back), with package, version in use and the next step as the fix. The verdict is pass when all is up to date or your pull request makes it so, else neutral; fail when the tests fail without your change.

{outcome_format}
`,
  },
  example: {
    summary: "Four updates are ready; the move to router 5 needs a decision.",
    verdict: "neutral",
    findings: [
      {
        severity: "info",
        title: "router 5 drops the callback form that six files use",
        package: "router",
        version: "4.9.2",
        fix: "Move the six files under src/pages to async handlers first.",
      },
    ],
    actions: [
      {
        kind: "pull_request",
        title: "Update four dependencies",
        body: "| package | from | to | matters here |\n|---|---|---|---|\n| zod | 4.5.0 | 4.6.1 | nothing |\n\nTypes and 812 tests pass.",
      },
    ],
  },
};
