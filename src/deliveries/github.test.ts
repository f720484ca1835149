import { afterAll, beforeAll, expect, test } from "bun:test";
import github from "@octokit/webhooks-examples/api.github.com/index.json";
import enterprise31 from "@octokit/webhooks-examples/ghes-31/index.json";
import enterprise35 from "@octokit/webhooks-examples/ghes-35/index.json";
import { signature } from "~/testing/deliver.ts";
import { fromGithub, GITHUB_SECRET, githubTrigger, postGithub, pullRequest, sha } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";

const MANY = { UNVERIFIED_GITHUB_DELIVERIES_PER_MINUTE: "100000" };
let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET, ...MANY });
});
afterAll(() => app[Symbol.asyncDispose]());

const predefined = async () => {
  const { triggers } = await app.client.call("GET", "/admin/triggers");
  return triggers.filter(({ source }: { source: { kind: string } }) => source.kind === "github").slice(-4);
};
const enable = async (enabled: boolean) => {
  for (const { id } of await predefined()) await app.client.call("PATCH", `/admin/triggers/${id}`, { enabled }, 200);
};

test("four triggers are laid, all of them disabled, and only who proposes a fix may edit", async () => {
  const shown = await predefined();
  expect(shown.map(({ name }: { name: string }) => name)).toEqual([
    ...["Pull request review", "Issue triage", "Question about the code", "Failing CI: cause and fix"],
  ]);
  for (const trigger of shown) expect(trigger).toMatchObject({ enabled: false, backend: "claude" });
  const permissions = shown.map((trigger: { permissions: string }) => trigger.permissions);
  expect(permissions).toEqual(["read_only", "read_only", "read_only", "edit"]);
});

const examples = [...github, ...enterprise31, ...enterprise35] as { name: string; examples: { action?: string }[] }[];
const payloads = examples.flatMap(({ name, examples }) => examples.map((payload) => ({ name, payload })));

test("every payload that GitHub documents is taken, known again, and refused when it was tampered with", async () => {
  await enable(true);
  expect(payloads.length).toBeGreaterThan(500);
  const started = new Map<string, number>();
  for (const [number, { name, payload }] of payloads.entries()) {
    const id = `example-${number}`;
    const body = JSON.stringify(payload);
    const first = await fromGithub(app.client, name, payload, { id });
    const count = first.execution_ids.length;
    if (count > 0) started.set(name, (started.get(name) ?? 0) + count);
    const again = await fromGithub(app.client, name, payload, { id });
    if (count === 0) expect(again.status).toBe(first.status);
    else
      expect(again).toMatchObject({
        status: "duplicate",
        duplicate_of: first.delivery_id,
        execution_ids: first.execution_ids,
      });
    const tampered = await app.client.fetch("/api/webhooks/github", {
      ...{ method: "POST", body: `${body.slice(0, -1)},"x":1}` },
      headers: {
        ...{ "X-API-Key": "", "X-GitHub-Event": name, "X-GitHub-Delivery": `tampered-${number}` },
        "X-Hub-Signature-256": signature(GITHUB_SECRET, body),
      },
    });
    expect(tampered.status).toBe(401);
  }
  // Nothing in the examples is a command, and no run in them failed.
  expect([...started.keys()].sort()).toEqual(["issues", "pull_request"]);
  const { executions } = await app.client.call("GET", "/admin/executions?limit=200");
  for (const execution of executions) expect(execution).toMatchObject({ origin: "github", permissions: "read_only" });
  await enable(false);
}, 120_000);

test("with and without the slash, whatever GitHub tells is recorded by what it is", async () => {
  for (const path of ["/api/webhooks/github", "/api/webhooks/github/"]) {
    const { delivery_id, status } = await fromGithub(app.client, "milestone", { action: "closed" }, { path });
    expect(status).toBe("ignored");
    const shown = await app.client.call("GET", `/admin/deliveries/${delivery_id}`);
    expect(shown).toMatchObject({
      source: "github",
      event: "milestone",
      action: "closed",
      repository: null,
      verified: true,
    });
  }
});

test("a ping is answered and starts nothing, not even what wants all", async () => {
  const { id } = await githubTrigger(app.client);
  const pinged = await fromGithub(app.client, "ping", { zen: "x" });
  expect(pinged).toMatchObject({ status: "ignored", execution_ids: [] });
  const { verdicts } = await app.client.call("GET", `/admin/deliveries/${pinged.delivery_id}`);
  const why = "GitHub asks whether somebody is there, and a ping starts nothing";
  expect(verdicts).toContainEqual({ trigger_id: id, holds: false, why });
  expect(await fromGithub(app.client, "star", { zen: "x" })).toMatchObject({ status: "accepted" });
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});

test.each<[string, Record<string, string>, string, number, string]>([
  ["no signature", { "X-Hub-Signature-256": "" }, "{}", 401, "must be sha256= and 64 hex"],
  ["the wrong secret", { "X-Hub-Signature-256": signature("another secret", "{}") }, "{}", 401, "no secret fits"],
  ["SHA-1 alone", { "X-Hub-Signature-256": "sha1=abc" }, "{}", 401, "must be sha256="],
  ["a page", { Origin: "https://evil.example" }, "{}", 403, "not taken from web pages"],
  ["no event", { "X-GitHub-Event": "" }, "{}", 400, "X-GitHub-Event must name the event"],
  ["an event that is none", { "X-GitHub-Event": "../x" }, "{}", 400, "X-GitHub-Event must name the event"],
  ["no JSON", {}, "{", 400, "must be JSON"],
  ["a form", { "Content-Type": "application/x-www-form-urlencoded" }, "payload=%7B%7D", 415, "application/json"],
])("%s is refused", async (_, headers, body, status, detail) => {
  const sent = new Headers({ "X-API-Key": "", "X-GitHub-Event": "push", "X-GitHub-Delivery": crypto.randomUUID() });
  sent.set("X-Hub-Signature-256", signature(GITHUB_SECRET, body));
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  const response = await app.client.fetch("/api/webhooks/github", { method: "POST", body, headers: sent });
  expect(response.status).toBe(status);
  expect((await response.json()).detail).toContain(detail);
});

test("25 MiB are taken, and not a byte more", async () => {
  const body = (bytes: number) => `{"x":"${"a".repeat(bytes - 8)}"}`;
  const MOST = 25 * 1024 * 1024;
  await fromGithub(app.client, "push", body(MOST));
  await fromGithub(app.client, "push", body(MOST + 1), {}, 413);
}, 30_000);

test("without a secret nothing is taken", async () => {
  await using bare = await openTest();
  const answer = await fromGithub(bare.client, "push", {}, {}, 401);
  expect(answer.detail).toContain("GITHUB_WEBHOOK_SECRET is not set");
  await fromGithub(bare.client, "push", {}, { secret: "" }, 401);
});

test("while GitHub is changed over, what the secret of before signed is taken too", async () => {
  const env = { GITHUB_WEBHOOK_SECRET: "the new secret", GITHUB_WEBHOOK_SECRET_PREVIOUS: GITHUB_SECRET };
  await using both = await openTest(env);
  await fromGithub(both.client, "push", {});
  await fromGithub(both.client, "push", {}, { secret: "the new secret" });
  await fromGithub(both.client, "push", {}, { secret: "a third secret" }, 401);
});

test("of one address thirty a minute may fail to verify, and what verifies still comes in", async () => {
  await using limited = await openTest({
    GITHUB_WEBHOOK_SECRET: GITHUB_SECRET,
    UNVERIFIED_GITHUB_DELIVERIES_PER_MINUTE: "3",
  });
  const wrong = () => postGithub(limited.client, "push", {}, { secret: "a wrong secret" });
  for (const status of [401, 401, 401, 429]) expect((await wrong()).status).toBe(status);
  expect(Number((await wrong()).headers.get("Retry-After"))).toBeGreaterThan(0);
  await fromGithub(limited.client, "push", {});
});

test("an execution says where it works; a stranger's fork starts nothing unless it may, and then it reads", async () => {
  const source = { events: ["pull_request"], repositories: ["o/*"] };
  const { id } = await githubTrigger(app.client, source, { permissions: "full", prompt_template: "{pr_title}" });
  const { execution_ids } = await fromGithub(app.client, "pull_request", pullRequest());
  const execution = await app.client.finished(execution_ids[0]);
  expect(execution).toMatchObject({
    origin: "github",
    ref: `pull/7/${sha(1)}`,
    permissions: "full",
    hops: 0,
    trigger_id: id,
  });
  const fork = { head: { sha: sha(2), repo: { full_name: "x/r" } }, author_association: "NONE", number: 8 };
  const refused = await fromGithub(app.client, "pull_request", pullRequest(fork));
  expect(refused).toMatchObject({ status: "ignored", execution_ids: [] });
  const allowed_actions = ["comment", "review", "approve", "check", "labels", "pull_request"];
  const open = { source: { kind: "github", ...source, allow_forks: true }, allowed_actions };
  await app.client.call("PATCH", `/admin/triggers/${id}`, open, 200);
  const let_in = await fromGithub(app.client, "pull_request", pullRequest(fork));
  expect(await app.client.execution(let_in.execution_ids[0])).toMatchObject({
    permissions: "read_only",
    // A stranger's run may say something, and neither approve nor set off anything.
    allowed_actions: ["comment", "review", "check"],
  });
  await app.client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
});
