import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { GITHUB_SECRET } from "~/testing/github.ts";
import { type GithubStub, startGithubStub } from "~/testing/github-stub.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { mayWrite } from "./may-write.ts";
import { proposing, pullEvent, REPOSITORY, settled, started } from "./testing.ts";

let github: GithubStub;
beforeAll(() => {
  github = startGithubStub();
});
afterAll(() => github.stop());

const COMMENT = { actions: [{ kind: "comment", body: "Seen." }] };
const asking = async (env: Record<string, string>) => {
  await using app = await openTest(env);
  return await app.client.call("GET", "/admin/github");
};

test("GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY say who posts, the key as PEM, in one line, or in a file", async () => {
  const { GITHUB_APP_PRIVATE_KEY: pem = "", ...app } = github.app;
  const path = join(process.env.TMPDIR ?? "/tmp", `agented-key-${process.pid}.pem`);
  await Bun.write(path, pem);
  for (const GITHUB_APP_PRIVATE_KEY of [pem, pem.replaceAll("\n", "\\n"), path])
    expect(await asking({ ...app, GITHUB_APP_PRIVATE_KEY })).toEqual({
      ...{ kind: "app", api_url: github.url, login: "agented-test[bot]", missing: [] },
      app: { id: "7", slug: "agented-test", installations: 1 },
    });
  await Bun.file(path).delete();
});

test("GITHUB_TOKEN posts as its user, and is told that it writes no check runs", async () => {
  expect(await asking(github.token)).toMatchObject({
    ...{ kind: "token", login: "robot", app: null },
    missing: [{ what: expect.stringContaining("only an App"), remedy: expect.stringContaining("GITHUB_APP_ID") }],
  });
});

test.each([
  ["nothing", {}, "none", /^Nothing says/, /GITHUB_TOKEN/],
  ["half an App", { GITHUB_APP_ID: "7" }, "none", /without GITHUB_APP_PRIVATE_KEY/, /Set GITHUB_APP_PRIVATE_KEY/],
  ["the other half", { GITHUB_APP_PRIVATE_KEY: "x" }, "none", /without GITHUB_APP_ID/, /Set GITHUB_APP_ID/],
  ["no key", { GITHUB_APP_ID: "7", GITHUB_APP_PRIVATE_KEY: "/nowhere" }, "none", /cannot be read/, /its path/],
  ["a wrong token", { GITHUB_TOKEN: "ghp_wrong" }, "token", /does not accept our credentials/, /credentials/],
])("with %s it says what is missing, and what to do", async (_, env, kind, what, remedy) => {
  const said = await asking({ GITHUB_API_URL: github.url, GITHUB_WEBHOOK_SECRET: "a-secret", ...env });
  expect(said).toMatchObject({ kind, login: null });
  expect(said.missing[0].what).toMatch(what);
  expect(said.missing[0].remedy).toMatch(remedy);
});

test("no run and no answer shows the credentials", async () => {
  const { log, lines } = memoryLog();
  await using app = await openTest({ ...github.app, GITHUB_TOKEN: "ghp_thetokenofatest" }, { log });
  const { client } = app;
  const id = await client.start(["sh", "-c", "env; echo ghs_stubinstallation0"]);
  await client.finished(id);
  expect((await client.lines(id)).join("\n")).not.toMatch(/GITHUB|ghp_|PRIVATE KEY/);
  const trigger = await proposing(client, COMMENT, { allowed_actions: ["comment"] });
  const first = await started(client, pullEvent("opened"), trigger);
  await settled(client, first, 1);
  const token = github.minted.at(-1) ?? "";
  const after = await client.start(["echo", token]);
  await client.finished(after);
  expect(await client.lines(after)).toEqual(["[redacted]"]);
  expect(JSON.stringify(lines)).not.toMatch(/ghs_stub|ghp_thetoken|PRIVATE KEY/);
});

test("an App's token is for one repository alone, and is asked for once", async () => {
  await using app = await openTest(github.app);
  const trigger = await proposing(app.client, COMMENT, { allowed_actions: ["comment"] });
  const minted = github.minted.length;
  for (const action of ["opened", "synchronize"])
    await settled(app.client, await started(app.client, pullEvent(action), trigger), 1);
  expect(github.minted.length).toBe(minted + 1);
});

test.each([
  ["429 with retry-after", { status: 429, headers: { "retry-after": "120" } }, 120_000],
  ["403 with retry-after", { status: 403, headers: { "retry-after": "90" } }, 90_000],
  ["a limit that names no time", { status: 403, message: "You have exceeded a secondary rate limit" }, 60_000],
])("%s is waited out", async (_, fault, wait_ms) => {
  const clock = jumpingClock();
  await using app = await openTest(github.app, { clock });
  const trigger = await proposing(app.client, COMMENT, { allowed_actions: ["comment"] });
  github.fail({ at: /^POST .*comments$/, ...fault });
  github.state.comments = [];
  const execution = await started(app.client, pullEvent("opened"), trigger);
  await app.client.finished(execution);
  const path = `/admin/executions/${execution}/actions`;
  const [waiting] = await until("the limit", async () => {
    const { actions } = await app.client.call("GET", path);
    return actions[0]?.not_before ? actions : undefined;
  });
  expect(waiting).toMatchObject({ status: "pending", tries: 0, detail: expect.stringContaining("GitHub limits us") });
  const wait = Date.parse(waiting.not_before) - Date.now();
  expect(wait).toBeGreaterThan(wait_ms - 10_000);
  expect(wait).toBeLessThanOrEqual(wait_ms);
});

test("a limit that a token meets at a check run is no lack of an App", async () => {
  await using app = await openTest(github.token);
  const trigger = await proposing(app.client, {}, { allowed_actions: ["check"] });
  github.fail({ at: /check-runs$/, status: 403, headers: { "retry-after": "600" } });
  const execution = await started(app.client, pullEvent("opened"), trigger);
  await app.client.finished(execution);
  await until("the limit", async () => {
    const { actions } = await app.client.call("GET", `/admin/executions/${execution}/actions`);
    return actions[0]?.status === "pending" && actions[0].not_before;
  });
});

test("x-ratelimit-reset is waited for, and 500s are tried again until it works", async () => {
  await using app = await openTest(github.app);
  const trigger = await proposing(app.client, COMMENT, { allowed_actions: ["comment"] });
  github.state.comments = [];
  const reset = Math.floor(Date.now() / 1_000);
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
  github.fail({ at: /^POST .*comments$/, status: 403, headers });
  github.fail({ at: /^POST .*comments$/, status: 502, late: true });
  const execution = await started(app.client, pullEvent("opened"), trigger);
  expect(await settled(app.client, execution, 1)).toMatchObject([{ status: "done", tries: 2 }]);
  expect(github.state.comments).toHaveLength(1);
}, 15_000);

test("a refusal is not tried again, until a person says so", async () => {
  await using app = await openTest(github.app);
  const { client } = app;
  const trigger = await proposing(client, COMMENT, { allowed_actions: ["comment"] });
  github.fail({ at: /^POST .*comments$/, status: 404, message: "Not Found" });
  const execution = await started(client, pullEvent("opened"), trigger);
  const path = `/admin/executions/${execution}/actions`;
  expect(await settled(client, execution, 1)).toMatchObject([
    { status: "failed", tries: 1, detail: "GitHub knows no such thing, or does not show it to us: Not Found" },
  ]);
  expect(await client.call("POST", `${path}/1/retry`)).toMatchObject({ status: "pending", tries: 0, detail: null });
  expect(await settled(client, execution, 1)).toMatchObject([{ status: "done" }]);
  expect(await client.call("POST", `${path}/1/retry`, undefined, 409)).toMatchObject({ status: 409 });
  await client.call("POST", `${path}/2/retry`, undefined, 404);
  const acts = app.ctx.db.sqlite.query("SELECT action FROM audit_log WHERE subject_id = ?").all(execution);
  expect(acts).toEqual([{ action: "github_action.retried" }]);
});

test("a token that is revoked is asked for anew once somebody tries again", async () => {
  await using app = await openTest(github.app);
  const { client } = app;
  const trigger = await proposing(client, COMMENT, { allowed_actions: ["comment"] });
  await settled(client, await started(client, pullEvent("opened"), trigger), 1);
  github.revoked.add(github.minted.at(-1) ?? "");
  const execution = await started(client, pullEvent("synchronize"), trigger);
  expect(await settled(client, execution, 1)).toMatchObject([{ status: "failed" }]);
  await client.call("POST", `/admin/executions/${execution}/actions/1/retry`);
  expect(await settled(client, execution, 1)).toMatchObject([{ status: "done" }]);
});

test("without GitHub an allowed action fails with what to do", async () => {
  await using app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
  const trigger = await proposing(app.client, COMMENT, { allowed_actions: ["comment"] });
  const execution = await started(app.client, pullEvent("opened"), trigger);
  const detail = "GitHub is not set up: see GET /admin/github.";
  expect(await settled(app.client, execution, 1)).toMatchObject([{ status: "failed", detail }]);
});

test("who may write is what GitHub says, for a minute; without an answer nobody knows", async () => {
  const clock = jumpingClock();
  await using app = await openTest(github.app, { clock });
  const may = mayWrite(app.ctx);
  const permit = (login: string, permission: string) =>
    github.state.permissions.set(`${REPOSITORY} ${login}`, permission);
  permit("amy", "admin");
  permit("bob", "write");
  permit("eve", "read");
  const asked = github.requests.length;
  const answers = ["amy", "bob", "eve", "nobody"].map((login) => may?.(REPOSITORY, login));
  expect(await Promise.all(answers)).toEqual([true, true, false, false]);
  const once = github.requests.length - asked;
  expect(await may?.(REPOSITORY, "amy")).toBe(true);
  expect(github.requests.length - asked).toBe(once);
  github.fail({ at: /permission$/ });
  expect(await may?.(REPOSITORY, "carl")).toBeUndefined();
  await using bare = await openTest();
  expect(mayWrite(bare.ctx)).toBeUndefined();
});
