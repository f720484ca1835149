import { afterAll, beforeAll, expect, test } from "bun:test";
import recorded from "@octokit/webhooks-examples/api.github.com/index.json";
import enterprise from "@octokit/webhooks-examples/ghes-35/index.json";
import { openTest } from "~/testing/server.ts";
import { github } from "./kinds/github.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

test.each<[string, Record<string, unknown>, string[]]>([
  ["nothing wrong", { events: ["pull_request"], actions: ["opened"], labels: ["bug"], branches: ["main"] }, []],
  ["all events", { events: ["*"], actions: ["created"], paths: ["src/**"], command: "/agented" }, []],
  [
    "an event of nobody",
    { events: ["pull_requests"] },
    ['source.events: "pull_requests" is no event of GitHub that is known here.'],
  ],
  ["a ping", { events: ["ping"] }, ['source.events: "ping" is kept and starts nothing.']],
  [
    "an action of nobody",
    { events: ["issues"], actions: ["opend"] },
    ['source.actions: "issues" has no action "opend".'],
  ],
  ["an action of one of them", { events: ["issues", "star"], actions: ["opened"] }, []],
  [
    "an action of what has none",
    { events: ["push", "issues"], actions: ["opened"] },
    ['source.actions: "push" has no action, so it starts nothing.'],
  ],
  ["any action of a dispatch", { events: ["repository_dispatch"], actions: ["night"] }, []],
  [
    "a command in a push",
    { events: ["push"], command: "/agented" },
    ['source.command: "push" is no comment, so it starts nothing.'],
  ],
  [
    "a command in an edited comment",
    { events: ["issue_comment"], actions: ["edited"], command: "/agented" },
    ['source.actions: commands are given in new comments, whose action is "created"; so nothing starts.'],
  ],
  [
    "paths of a pull request",
    { events: ["pull_request"], paths: ["src/**"] },
    ['source.paths: "pull_request" does not say which paths changed, so it starts nothing.'],
  ],
  [
    "what a push does not have",
    { events: ["push"], labels: ["bug"], associations: ["OWNER"] },
    [
      'source.labels: "push" has no labels, so it starts nothing.',
      'source.associations: "push" does not say what its author is to the repository, so it starts nothing.',
    ],
  ],
])("of a GitHub trigger with %s is said at once what never holds", async (_, source, warnings) => {
  const trigger = await app.client.trigger({ source: { kind: "github", ...source }, prompt_template: "-" });
  expect(trigger.warnings).toEqual(warnings);
});

test("nothing that GitHub was seen to send is said never to come", () => {
  for (const { name, examples } of [...recorded, ...enterprise])
    for (const payload of examples as { action?: string }[]) {
      if (name === "ping") continue;
      const source = github.config.parse({ kind: "github", events: [name], actions: [payload.action ?? []].flat() });
      expect([name, github.warnings?.(source)]).toEqual([name, []]);
    }
});

test("a condition that an event can meet is not warned of", () => {
  const conditions = [
    { branches: ["**"] },
    { labels: ["bug"] },
    { paths: ["**"] },
    { associations: ["NONE" as const] },
  ];
  for (const { name, examples } of [...recorded, ...enterprise])
    for (const payload of examples)
      for (const condition of conditions) {
        const source = github.config.parse({ kind: "github", events: [name], allow_forks: true, ...condition });
        const { holds } = github.holds(source, { name, payload });
        if (holds) expect([name, condition, github.warnings?.(source)]).toEqual([name, condition, []]);
      }
});

test("where a keyword is looked for is said unless the trigger says it", async () => {
  const source = { kind: "webhook", keyword: "deploy" };
  expect((await app.client.trigger({ source })).warnings).toEqual([
    expect.stringMatching(/^source\.keyword: .*text_path/),
  ]);
  expect((await app.client.trigger({ source: { ...source, text_path: "build.log" } })).warnings).toEqual([]);
});

test("a placeholder that the clock never fills is said to be empty", async () => {
  const fields = {
    source: { kind: "schedule", cron: "0 9 * * *" },
    prompt_template: "{pr_title} {payload.nominal_time}",
  };
  expect((await app.client.trigger(fields)).warnings).toEqual(["`{pr_title}` has no value when a schedule starts it"]);
});
