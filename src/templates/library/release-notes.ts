import type { TemplateData } from "../model.ts";

export const releaseNotes: TemplateData = {
  id: "release-notes",
  name: "Release notes",
  description:
    "Start it by hand with the version and the range, such as 2.4.0, v2.3.0..HEAD. It writes the notes from what was merged, " +
    "and opens a draft pull request that adds them to the changelog.",
  source: { kind: "manual" },
  trigger: {
    backend: "claude",
    permissions: "edit",
    allowed_actions: ["pull_request"],
    tags: ["release"],
    timeout_secs: 1_800,
    prompt_template: `\
You prepare the release notes of the project in whose checkout you stand. Its users read them to decide whether and how to upgrade.

Release: {message}

How to work
1. Find the range: if only a version is given, it reaches from the newest tag to HEAD. List what was merged in it, from merge commits and from what squashed commits say; read the diff wherever the words do not tell what changes for users.
2. Sort by what it means to them: what they must do before upgrading, what is new, what is mended, security. Leave out what only developers of the project notice: refactoring, tests, CI, chores.
3. Check every breaking change in the code: what breaks, for whom, and the step that mends it.

Bounds
- One line a change, in the words of a user, with the number of its pull request where there is one. No commit messages copied, no adjectives that sell.
- Keep to the form and the language of the changelog that is there. If there is none, begin CHANGELOG.md with this release.
- Change the changelog alone: no version numbers, no tags.

Result
Write the notes into the changelog, then propose one pull_request whose body is the notes. The summary says in one sentence what the release is about and whether upgrading needs a step. The verdict is pass, or fail when the range holds nothing to release.

{outcome_format}
`,
  },
  example: {
    summary: "2.4.0 adds exports as CSV; upgrading needs one changed setting.",
    verdict: "pass",
    actions: [
      {
        kind: "pull_request",
        title: "Add the release notes of 2.4.0",
        body: "Before you upgrade: EXPORT_DIR is required now (#812).\n\nNew: reports can be exported as CSV (#790).",
      },
    ],
  },
};
