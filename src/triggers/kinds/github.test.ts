import { expect, test } from "bun:test";
import { comment, pullRequest, sha } from "~/testing/github.ts";
import { github } from "./github.ts";
import type { Event } from "./kind.ts";

const config = (given: Record<string, unknown>) => github.config.parse({ kind: "github", events: ["*"], ...given });
const opened: Event = { name: "pull_request", payload: pullRequest() };
const pushed: Event = {
  name: "push",
  payload: {
    ...{ ref: "refs/heads/release/2", after: sha(2), repository: { full_name: "Acme/App" } },
    commits: [{ message: "One", added: ["src/a.ts"], modified: ["README.md"], removed: [] }, { message: "Two" }],
  },
};
const tagged: Event = { name: "push", payload: { ref: "refs/tags/v1", commits: [] } };
const labelled: Event = { name: "pull_request", payload: pullRequest({ labels: [{ name: "bug" }, { name: "p1" }] }) };
const said = (body: string, association?: string, action?: string): Event => ({
  name: "issue_comment",
  payload: comment(body, association, action),
});
const elsewhere = (full_name: string | null) => ({ ref: "fix", sha: sha(1), repo: full_name && { full_name } });
const forked = (association: string, repo: string | null = "kim/r"): Event => ({
  name: "pull_request",
  payload: pullRequest({ author_association: association, head: elsewhere(repo) }),
});
const ran = (head: string): Event => ({
  name: "workflow_run",
  payload: {
    repository: { full_name: "o/r" },
    workflow_run: { head_branch: "fix", head_repository: { full_name: head } },
  },
});

const IS = 'it is "pull_request" with the action "opened" in o/r';
const SAID = 'it is "issue_comment" with the action "created" in o/r';
const FORK = "it comes from a fork whose author is a stranger, and allow_forks is off";

test.each<[Record<string, unknown>, Event, boolean, string]>([
  [{}, opened, true, IS],
  [{ events: ["pull_request", "push"] }, opened, true, IS],
  [{ events: ["issues", "push"] }, opened, false, 'the event is "pull_request", not "issues", "push"'],
  [{ actions: ["opened"] }, opened, true, IS],
  [{ actions: ["closed"] }, opened, false, 'the action is "opened", not "closed"'],
  [{ actions: ["closed"] }, pushed, false, "the event has no action"],
  [{ repositories: ["O/*"] }, opened, true, IS],
  [{ repositories: ["x/*", "y"] }, opened, false, 'the repository "o/r" does not fit "x/*", "y"'],
  [{ repositories: ["acme/app"] }, pushed, true, 'it is "push" in Acme/App'],
  [{ repositories: ["*"] }, { name: "meta", payload: {} }, false, "the payload names no repository"],
  [{ branches: ["main"] }, opened, true, IS],
  [{ branches: ["fix"] }, opened, false, 'the branch "main" does not fit "fix"'],
  [{ branches: ["release/*"] }, pushed, true, 'it is "push" in Acme/App'],
  [{ branches: ["*"] }, pushed, false, 'the branch "release/2" does not fit "*"'],
  [{ branches: ["**"] }, tagged, false, "the payload names no branch"],
  [{ labels: ["p1", "p2"] }, labelled, true, IS],
  [{ labels: ["p2"] }, labelled, false, 'its labels are "bug", "p1", and none of them "p2"'],
  [{ labels: ["p2"] }, opened, false, "it has no label"],
  [{ paths: ["src/**"] }, pushed, true, 'it is "push" in Acme/App'],
  [{ paths: ["docs/**"] }, pushed, false, 'of 2 changed paths none fits "docs/**"'],
  [{ paths: ["src/**"] }, opened, false, "this payload does not say which paths changed"],
  [{ associations: ["OWNER"] }, opened, false, 'its author is "MEMBER" to the repository, not "OWNER"'],
  [{ associations: ["MEMBER"] }, opened, true, IS],
  [{ associations: ["NONE"] }, pushed, false, "the payload does not say what its author is to the repository"],
  [{}, forked("CONTRIBUTOR"), false, FORK],
  [{}, forked("NONE", null), false, FORK],
  [{}, forked("MEMBER"), true, IS],
  [{ allow_forks: true }, forked("NONE"), true, IS],
  [{}, ran("kim/r"), false, FORK],
  [{}, ran("o/r"), true, 'it is "workflow_run" in o/r'],
  [{ command: "/agented" }, said("Hi\n  /agented review this\r\n"), true, SAID],
  [{ command: "/agented" }, said("Say /agented review"), false, 'no line of the comment begins with "/agented"'],
  [{ command: "/agented" }, said("/agenteds"), false, 'no line of the comment begins with "/agented"'],
  [{ command: "/agented" }, said("> /agented"), false, 'no line of the comment begins with "/agented"'],
  [{ command: "/a" }, said("/a", "NONE"), false, '"jo" is "NONE" to the repository and may give no commands'],
  [
    { command: "/a" },
    said("/a", "CONTRIBUTOR"),
    false,
    '"jo" is "CONTRIBUTOR" to the repository and may give no commands',
  ],
  [{ command: "/a" }, said("/a", "OWNER", "edited"), false, "commands are given in new comments alone"],
  [{ command: "/a" }, opened, false, "commands are given in comments, and it is none"],
  [
    { command: "/a" },
    { ...said("/a"), may_write: false },
    false,
    '"jo" may not write to the repository, and so may give no commands',
  ],
  [
    { command: "/a" },
    { ...said("/a"), may_write: "unknown" },
    false,
    'GitHub did not say whether "jo" may write to the repository: redeliver it later',
  ],
  [{ command: "/a" }, { ...said("/a"), may_write: true }, true, SAID],
  [
    { filter: { path: "pull_request.draft", op: "eq", value: true } },
    opened,
    false,
    "`pull_request.draft` is false, not true",
  ],
])("%j", (given, event, holds, why) => {
  expect(github.holds(config(given), event)).toMatchObject({ holds, why });
});

test("strangers of all sorts start what may read and no more", () => {
  const mode = (event: Event, given = {}) => github.holds(config(given), event).read_only;
  const [starred, checked] = ["star", "check_run"].map((name) => ({ name, payload: {} }));
  expect([opened, pushed, ran("o/r"), said("x")].map((event) => mode(event))).toEqual([false, false, false, false]);
  expect([said("x", "NONE"), starred ?? opened, checked ?? opened].map((event) => mode(event))).toEqual([
    true,
    true,
    true,
  ]);
  expect(mode(forked("NONE"), { allow_forks: true })).toBe(true);
  expect(mode(ran("kim/r"), { allow_forks: true })).toBe(true);
  // A member asks, of what a stranger wrote.
  const payload = { ...comment("/a"), issue: { author_association: "NONE" } };
  expect(mode({ name: "issue_comment", payload }, { command: "/a" })).toBe(true);
});

test("no payload, however twisted, makes it throw", () => {
  const twisted = [
    null,
    7,
    "x",
    [],
    { pull_request: [] },
    { repository: "x", labels: 5 },
    { commits: [null, { added: 1 }] },
  ];
  const all = config({ labels: ["x"], paths: ["*"], branches: ["*"], command: "/a", associations: ["NONE"] });
  for (const payload of twisted)
    for (const name of ["pull_request", "push", "issue_comment"])
      for (const given of [all, config({})]) {
        expect(github.holds(given, { name, payload }).why).not.toBe("");
        github.message(given, { name, payload });
        github.topic?.({ name, payload });
      }
});

test("what it is about: where to work, and what takes the place of what", () => {
  const before = sha(5);
  const change = { key: "o/r#7", at: "2026-01-01T00:00:00Z", head: sha(1), before };
  const topic = { repository: "o/r", ref: `pull/7/${sha(1)}` };
  expect(github.topic?.({ name: "pull_request", payload: { ...pullRequest(), before } })).toEqual({ ...topic, change });
  expect(github.topic?.(pushed)).toEqual({ repository: "Acme/App", ref: sha(2) });
  // A comment takes nobody's place; of its pull request GitHub does not say the head.
  expect(github.topic?.(said("/a"))).toEqual({ repository: "o/r", ref: "pull/7/head" });
  const { issue, ...rest } = comment("/a");
  const onIssue = { ...rest, issue: { ...issue, pull_request: undefined } };
  expect(github.topic?.({ name: "issue_comment", payload: onIssue })?.ref).toBeUndefined();
  const evil = pullRequest({ head: { ref: "x", sha: "--upload-pack=x", repo: { full_name: "o/r" } } });
  expect(github.topic?.({ name: "pull_request", payload: evil })?.ref).toBeUndefined();
  const deleted = { ...(pushed.payload as object), after: "0".repeat(40) };
  expect(github.topic?.({ name: "push", payload: deleted })?.ref).toBeUndefined();
});

test.each<[Record<string, unknown>, Event, string | undefined]>([
  [{ command: "/agented review" }, said("/agented review  the tests "), "the tests"],
  [{ command: "/agented" }, said("/agented"), ""],
  [{}, said("Hello"), "Hello"],
  [{}, opened, "Fix it\n\nIt was broken."],
  [{}, pushed, "One\n\nTwo"],
  [{}, { name: "star", payload: {} }, undefined],
  [{}, { name: "release", payload: { release: { tag_name: "v1", body: "New" } } }, "v1\n\nNew"],
])("the words of %j", (given, event, words) => expect(github.message(config(given), event)).toBe(words));

test.each([
  [{ events: [] }, "must name an event"],
  [{ events: ["Pull Request"] }, "must be a name as GitHub writes it"],
  [{ branches: ["{a,b}"] }, "without braces"],
  [{ command: "agented" }, "must be a word behind a slash"],
  [{ associations: ["FRIEND"] }, "must be one of OWNER, "],
])("%j is refused", (given, message) => {
  const parsed = github.config.safeParse({ kind: "github", events: ["*"], ...given });
  expect(JSON.stringify(parsed.error?.issues)).toContain(message);
});

test("every sample is one that its trigger takes", () => {
  const names = ["pull_request", "issues", "push", "workflow_run", "pull_request_review_comment", "*"];
  for (const name of names) {
    const given = config({
      events: [name],
      labels: name === "push" || name === "workflow_run" || name === "*" ? [] : ["x"],
    });
    expect(github.holds(given, github.sample?.(given) ?? opened)).toMatchObject({ holds: true });
  }
  const commanded = config({ events: ["issue_comment"], command: "/agented review" });
  expect(github.holds(commanded, github.sample?.(commanded) ?? opened)).toMatchObject({ holds: true });
});
