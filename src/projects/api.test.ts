import { expect, setDefaultTimeout, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromGithub, GITHUB_SECRET, githubTrigger, pullRequest } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { addProject, openStage, runIn, startIn } from "./testing.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

test("projects are made, listed by group, changed and deleted, and the log says by whom", async () => {
  await using stage = await openStage();
  const { client, data_dir } = stage;
  const product = await client.call("POST", "/admin/products", { name: "Shop" }, 201);
  const project = await addProject(stage, stage.host.repo("acme/shop").url, { product_id: product.id });
  const other = await addProject(stage, stage.host.repo("acme/other").url);
  const list = (query = "") => client.call("GET", `/admin/projects${query}`);
  expect((await list()).projects.map(({ id }: { id: string }) => id)).toEqual([other.id, project.id]);
  expect((await list(`?product_id=${product.id}`)).projects).toHaveLength(1);
  const page = await list("?limit=1");
  expect((await list(`?limit=1&cursor=${page.next_cursor}`)).projects[0].id).toBe(project.id);
  expect(await client.call("GET", `/admin/products/${product.id}`)).toMatchObject({ name: "Shop", projects: 1 });
  const changed = await client.call("PATCH", `/admin/projects/${project.id}`, { name: "new", repository: "x/Y" }, 200);
  expect(changed).toMatchObject({ name: "new", repository: "x/y", url: project.url });
  await client.call("PATCH", `/admin/projects/${project.id}`, { url: "https://example.com/a/b" }, 400);
  await client.call("DELETE", `/admin/products/${product.id}`, undefined, 204);
  expect((await client.call("GET", `/admin/projects/${project.id}`)).product_id).toBeNull();
  await client.call("DELETE", `/admin/projects/${project.id}`, undefined, 204);
  await client.call("GET", `/admin/projects/${project.id}`, undefined, 404);
  expect(existsSync(join(data_dir, "projects", project.id))).toBe(false);
  const acts = stage.app.ctx.db.sqlite
    .query<{ action: string }, []>("SELECT action FROM audit_log WHERE request_id IS NOT NULL ORDER BY id")
    .all();
  expect(acts.map(({ action }) => action)).toEqual([
    ...[
      "product.created",
      "project.created",
      "project.created",
      "project.updated",
      "product.deleted",
      "project.deleted",
    ],
  ]);
});

test("products page, newest first", async () => {
  await using app = await openTest();
  for (const name of ["a", "b", "c"]) await app.client.call("POST", "/admin/products", { name }, 201);
  const first = await app.client.call("GET", "/admin/products?limit=2");
  const rest = await app.client.call("GET", `/admin/products?limit=2&cursor=${first.next_cursor}`);
  const names = [...first.products, ...rest.products].map(({ name }: { name: string }) => name);
  expect([names, rest.next_cursor]).toEqual([["c", "b", "a"], null]);
  await app.client.call("PATCH", `/admin/products/${first.products[0].id}`, { description: "words" }, 200);
});

test("branches are listed as the clone has them, a page at a time", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop");
  const sha = repo.commit({ x: "x" }, "feature/x");
  const project = await addProject(stage, repo.url);
  const branches = (query = "") => stage.client.call("GET", `/admin/projects/${project.id}/branches${query}`);
  const all = await branches();
  expect(all).toMatchObject({ branches: [{ name: "feature/x", sha }, { name: "main" }], next_cursor: null });
  expect(await branches("?limit=1")).toMatchObject({ next_cursor: "feature/x" });
  expect((await branches("?limit=1&cursor=feature/x")).branches[0].name).toBe("main");
  repo.commit({ y: "y" }, "second");
  await stage.client.call("POST", `/admin/projects/${project.id}/fetch`);
  await until("the new branch", async () => (await branches()).branches.length === 3);
});

test("a project is not deleted under its executions, nor under a trigger that names it", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const remove = (status: number) => stage.client.call("DELETE", `/admin/projects/${project.id}`, undefined, status);
  const id = await startIn(stage, project.id, "until [ -e ../go ]; do sleep 0.02; done");
  expect((await stage.client.fetch(`/admin/projects/${project.id}`, { method: "DELETE" })).status).toBe(409);
  await until("it to run", async () => (await stage.client.execution(id)).status === "running");
  writeFileSync(join(stage.data_dir, "worktrees", "go"), "");
  const { trigger_id } = await stage.client.finished(id);
  await remove(409);
  await stage.client.call("DELETE", `/admin/triggers/${trigger_id}`, undefined, 204);
  await remove(204);
  expect(await stage.client.call("GET", `/admin/executions/${id}/diff`)).toMatchObject({ files_changed: 0 });
  const again = await stage.client.call("POST", `/admin/executions/${id}/retry`);
  expect(await stage.client.finished(again.execution_id)).toMatchObject({
    ...{
      status: "failed",
      reason: "workspace_failed",
      detail: `The project ${project.id} is gone: let the trigger name another.`,
    },
  });
});

test("a local directory is worked in as it is, by one at a time, and never removed", async () => {
  await using app = await openTest();
  const dir = mkdtempSync(join(tmpdir(), "local-"));
  const path = join(dir, "link");
  mkdirSync(join(dir, "real"));
  symlinkSync(join(dir, "real"), path);
  const body = { name: "local", kind: "local", path, repository: "Acme/Local" };
  const project = await app.client.call("POST", "/admin/projects", body, 201);
  expect(project).toMatchObject({
    status: "ready",
    isolation: "shared",
    path: realpathSync(path),
    repository: "acme/local",
  });
  const ended = await runIn(app, project.id, "echo x >made; pwd");
  expect(ended).toMatchObject({ status: "succeeded", working_dir: project.path, files_changed: null });
  const none = await app.client.call("GET", `/admin/executions/${ended.id}/diff`, undefined, 404);
  expect(none.detail).toContain("it had no worktree of its own");
  const fetched = await app.client.call("POST", `/admin/projects/${project.id}/fetch`, undefined, 409);
  expect(fetched).toMatchObject({ code: "nothing_to_fetch", detail: expect.stringContaining("nothing to fetch") });
  const { id: homeless } = await app.client.trigger();
  const why = expect.stringContaining("leave the ref out");
  for (const trigger of [ended.trigger_id, homeless]) {
    const { errors } = await app.client.call("POST", `/admin/triggers/${trigger}/run`, { ref: "main" }, 400);
    expect(errors).toEqual([{ path: "ref", message: why }]);
  }
  const shared = app.ctx.db.sqlite.query<{ shared_dir: string }, []>("SELECT shared_dir FROM executions").get();
  expect(shared?.shared_dir).toBe(project.path);
  renameSync(join(dir, "real"), join(dir, "moved"));
  symlinkSync("/etc", join(dir, "real"));
  const swapped = await app.client.call("POST", `/admin/executions/${ended.id}/retry`);
  expect(await app.client.finished(swapped.execution_id)).toMatchObject({
    status: "failed",
    reason: "workspace_failed",
  });
  await app.client.call("DELETE", `/admin/triggers/${ended.trigger_id}`, undefined, 204);
  await app.client.call("DELETE", `/admin/projects/${project.id}`, undefined, 204);
  expect(existsSync(join(dir, "moved", "made"))).toBe(true);
  rmSync(dir, { recursive: true });
});

test("a shared clone is worked in by all of its executions, as they leave it", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url, { isolation: "shared" });
  const first = await runIn(stage, project.id, "echo x >left");
  const second = await runIn(stage, project.id, "ls");
  expect(second).toMatchObject({ working_dir: first.working_dir, files_changed: null });
  expect(await stage.client.lines(second.id)).toEqual(["README.md", "left"]);
});

test("a disabled project starts nothing, and the execution says so", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url, { enabled: false });
  const ended = await runIn(stage, project.id, "true");
  expect(ended).toMatchObject({
    ...{ status: "failed", reason: "workspace_failed" },
    detail: "The project p is disabled: enable it, then retry the execution.",
  });
});

test("an event whose project cannot be worked in is told so, and works nowhere else", async () => {
  await using stage = await openStage({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
  const { client } = stage;
  const repo = stage.host.repo("o/r");
  const sha = repo.commit({ "README.md": "of the pull request\n" }, "refs/pull/7/head");
  await githubTrigger(client, { events: ["pull_request"] }, { backend_config: { command: ["cat", "README.md"] } });
  const head = { ref: "fix", sha, repo: { full_name: "o/r" } };
  let sent = 0;
  const ended = async () => {
    const event = pullRequest({ head, updated_at: `2026-01-01T00:00:0${++sent}Z` });
    const { execution_ids } = await fromGithub(client, "pull_request", event);
    return client.finished(execution_ids[0]);
  };
  const about = { repository: "o/r" };
  const disabled = await addProject(stage, repo.url, { ...about, enabled: false, name: "disabled" });
  const refused = { status: "failed", reason: "workspace_failed" };
  expect(await ended()).toMatchObject({
    ...refused,
    project_id: disabled.id,
    detail: expect.stringContaining("enable"),
  });
  const shared = await addProject(stage, repo.url, { ...about, isolation: "shared" });
  expect(await ended()).toMatchObject({
    ...refused,
    project_id: shared.id,
    detail: expect.stringContaining("worktree"),
  });
  stage.host.before = () => new Response("no", { status: 403 });
  const failed = await addProject(stage, repo.url, about);
  expect(await ended()).toMatchObject({ ...refused, project_id: failed.id, detail: expect.stringContaining("403") });
  stage.host.before = () => undefined;
  expect(await ended()).toMatchObject({ status: "succeeded", project_id: failed.id });
});

test("a newer head that cannot be worked on leaves the older one's execution alone", async () => {
  await using stage = await openStage({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
  const repo = stage.host.repo("o/r");
  const project = await addProject(stage, repo.url);
  const command = { backend_config: { command: ["sleep", "600"] } };
  await githubTrigger(stage.client, { events: ["pull_request"] }, { ...command, project_id: project.id });
  const push = async (text: string, at: string) => {
    const sha = repo.commit({ "README.md": text }, "refs/pull/7/head");
    const head = { ref: "fix", sha, repo: { full_name: "o/r" } };
    const event = pullRequest({ head, updated_at: at }, "synchronize");
    return (await fromGithub(stage.client, "pull_request", event)).execution_ids[0];
  };
  const first = await push("one\n", "2026-01-01T00:00:00Z");
  await until("it to run", async () => (await stage.client.execution(first)).status === "running");
  await stage.client.call("PATCH", `/admin/projects/${project.id}`, { enabled: false }, 200);
  const second = await push("two\n", "2026-01-01T00:00:01Z");
  expect(await stage.client.execution(second)).toMatchObject({ status: "failed", reason: "workspace_failed" });
  expect((await stage.client.execution(first)).status).toBe("running");
  await stage.client.call("POST", `/admin/executions/${first}/cancel`);
  await stage.client.finished(first);
});

test("GITHUB_TOKEN is for github.com alone, and no output shows it", async () => {
  await using stage = await openStage({ GITHUB_TOKEN: "ghp_ofatestofatest" });
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  expect(stage.host.requests.every(({ authorization }) => authorization === null)).toBe(true);
  const { credentials } = stage.app.ctx;
  const ask = (host: string) => credentials.tokenFor({ host, repository: "a/b" });
  expect([await ask("github.com"), await ask("evil.example")]).toEqual(["ghp_ofatestofatest", undefined]);
  const ended = await runIn(stage, project.id, "echo ghp_ofatestofatest; echo ghp_ofatestofatest >file; env");
  expect((await stage.client.lines(ended.id)).join()).not.toContain("ghp_");
  expect((await stage.client.call("GET", `/admin/executions/${ended.id}/diff`)).text).toContain("+[redacted]");
});

test("a token that somebody offers goes to the host in a header, and stays nowhere", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop");
  stage.app.ctx.credentials.offer(({ repository }) => (repository === "acme/shop" ? "offered-token" : undefined));
  stage.host.before = (request) =>
    request.headers.has("authorization") ? undefined : new Response("who?", { status: 401 });
  const project = await addProject(stage, repo.url);
  expect(project.status).toBe("ready");
  const held = await Bun.$`grep -rlE "offered-token|b2ZmZXJlZC10b2tlb" ${stage.data_dir}`.nothrow().text();
  expect(held).toBe("");
  const closed = await addProject(stage, stage.host.repo("acme/closed").url);
  expect(closed).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("a credential that the server does not have"),
  });
});

test("a trigger names a project or a directory, and a project that is there", async () => {
  await using app = await openTest();
  const dir = mkdtempSync(join(tmpdir(), "local-"));
  const { id } = await app.client.call("POST", "/admin/projects", { name: "l", kind: "local", path: dir }, 201);
  const base = {
    name: "t",
    source: { kind: "manual" },
    prompt_template: "x",
    backend: "command",
    backend_config: { command: ["cat"] },
  };
  const refused = (fields: unknown, field: string) =>
    expect(app.client.call("POST", "/admin/triggers", { ...base, ...(fields as object) }, 201)).rejects.toThrow(field);
  await refused({ project_id: id, working_dir: dir }, "working_dir: is what the project says");
  await refused({ project_id: "proj-01kb3m6g000000000000" }, "project_id: is no project that exists");
  const trigger = await app.client.trigger({ project_id: id });
  expect(trigger.project_id).toBe(id);
  await app.client.call("PATCH", `/admin/triggers/${trigger.id}`, { working_dir: dir }, 400);
  await app.client.call("PATCH", `/admin/triggers/${trigger.id}`, { working_dir: dir, project_id: null }, 200);
  rmSync(dir, { recursive: true });
});
