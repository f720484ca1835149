import { expect, setDefaultTimeout, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitServer, run } from "~/testing/git-server.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { keep, pushBranch } from "./index.ts";
import { getProject, projectBell, projectByRepo } from "./store.ts";
import { addProject, hanging, openStage, runIn, settled, startIn } from "./testing.ts";
import { findWorktree, seize, setWorktree } from "./worktree-store.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

const worktrees = (data_dir: string) => readdirSync(join(data_dir, "worktrees"));

test("progress is seen while it clones", async () => {
  await using stage = await openStage();
  const big = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, `${n}\n`]));
  const repo = stage.host.repo("acme/shop", big);
  const { ctx } = stage.app;
  const phases = new Set<string | null>();
  const { id } = await stage.client.call("POST", "/admin/projects", { name: "p", kind: "git", url: repo.url }, 201);
  ctx.bells.on(projectBell(id), () => phases.add(getProject(ctx.db.orm, id).phase));
  await settled(stage, id);
  expect([...phases]).toContain("receiving");
});

test("a clone that a crash cut off begins anew", async () => {
  using host = gitServer();
  const { url } = host.repo("acme/shop");
  let asked = 0;
  host.before = (request) => {
    return request.method !== "POST" || asked++ > 0 ? undefined : hanging(request);
  };
  const env = { ALLOWED_PRIVATE_HOSTS: host.host };
  const first = await spawnServer(env);
  const { id } = await first.client.call("POST", "/admin/projects", { name: "p", kind: "git", url }, 201);
  await until("git to ask for the pack", () => asked > 0);
  await first.kill("SIGKILL");
  await using second = await spawnServer({ ...env, AGENTED_DATA_DIR: first.data_dir });
  expect(await settled(second, id)).toMatchObject({ status: "ready" });
  expect(readdirSync(join(first.data_dir, "projects", id))).toEqual(["repo.git"]);
  const git = (await Bun.$`ps -eo args`.text())
    .split("\n")
    .filter((line) => line.includes(url) && / fetch /.test(line));
  expect(git).toEqual([]);
}, 30_000);

test("an execution works at the head of a pull request, and not at what its branch has become", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop");
  const head = repo.commit({ "README.md": "of the pull request\n" }, "refs/pull/7/head");
  repo.commit({ "README.md": "newer\n" }, "refs/pull/7/head");
  const project = await addProject(stage, repo.url, { branch_prefix: "bots/" });
  const { id } = await stage.client.trigger({
    project_id: project.id,
    backend_config: { command: ["sh", "-c", "cat README.md; git rev-parse HEAD"] },
  });
  const at = async (ref: string) => {
    const { execution_id } = await stage.client.call("POST", `/admin/triggers/${id}/run`, { ref });
    return stage.client.finished(execution_id);
  };
  const ended = await at(`pull/7/${head}`);
  expect(ended).toMatchObject({ status: "succeeded", ref: `pull/7/${head}`, files_changed: 0 });
  expect(await stage.client.lines(ended.id)).toEqual(["of the pull request", head]);
  expect((await stage.client.call("GET", `/admin/executions/${ended.id}/diff`)).branch).toBe(`bots/${ended.id}`);
  expect(await at(`pull/7/${"0".repeat(40)}`)).toMatchObject({ status: "failed", reason: "workspace_failed" });
  expect(await at("no-such-branch")).toMatchObject({
    detail: `p has no branch no-such-branch: look at GET /admin/projects/${project.id}/branches.`,
  });
  await stage.client.call("POST", `/admin/triggers/${id}/run`, { ref: "--upload-pack=x" }, 400);
});

test("two executions work at once, each in its own worktree; what is fetched is what the project's policy says", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop");
  const project = await addProject(stage, repo.url);
  const script = "echo more >>README.md; until [ -e ../go ]; do sleep 0.02; done; cat README.md";
  const ids = await Promise.all([1, 2].map(() => startIn(stage, project.id, script)));
  await until("both to run", async () => {
    const all = await Promise.all(ids.map((id) => stage.client.execution(id)));
    return all.every(({ status }) => status === "running");
  });
  writeFileSync(join(stage.data_dir, "worktrees", "go"), "");
  for (const id of ids) {
    await stage.client.finished(id);
    expect(await stage.client.lines(id)).toEqual(["hello", "more"]);
  }
  repo.commit({ "README.md": "changed\n" });
  const fresh = await runIn(stage, project.id, "cat README.md");
  expect(await stage.client.lines(fresh.id)).toEqual(["changed"]);
  await stage.client.call("PATCH", `/admin/projects/${project.id}`, { fetch_policy: "manual" }, 200);
  repo.commit({ "README.md": "unseen\n" });
  const stale = await runIn(stage, project.id, "cat README.md");
  expect(await stage.client.lines(stale.id)).toEqual(["changed"]);
});

test("a conversation goes on in its own directory, also when that had been removed meanwhile", async () => {
  await using stage = await openStage({ KEEP_WORKTREE_MINS: "0" });
  const { client, data_dir } = stage;
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const { id } = await client.trigger({ project_id: project.id, backend: "claude" });
  const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message: "write kept.txt mine" });
  const first = await client.finished(execution_id);
  expect(first).toMatchObject({ status: "succeeded", files_changed: 1 });
  await until("its worktree to go", () => worktrees(data_dir).length === 0, 60_000);
  const again = await client.call("POST", `/admin/executions/${first.id}/continue`, { message: "write more.txt too" });
  const second = await client.finished(again.execution_id);
  expect(second).toMatchObject({ status: "succeeded", working_dir: first.working_dir, files_changed: 2 });
  expect(second.attempts[0].session_id).toBe(first.attempts[0].session_id);
  const retried = await client.call("POST", `/admin/executions/${first.id}/retry`);
  const third = await client.finished(retried.execution_id);
  expect(third).toMatchObject({ files_changed: 1, project_id: project.id });
  expect(third.working_dir).not.toBe(first.working_dir);
}, 90_000);

test("the patch applies to the base, and the branch is pushed with all that was left", async () => {
  await using stage = await openStage();
  const { client, host } = stage;
  const repo = host.repo("acme/shop", { "a.txt": "one\ntwo\n", "gone.txt": "x\n", ".gitignore": "ignored\n" });
  const project = await addProject(stage, repo.url, { repository: "acme/shop" });
  const script =
    "printf 'one\\nzwei\\n' >a.txt; rm gone.txt; head -c 3000 /dev/urandom >bin; printf '\\377\\n' >latin; chmod +x a.txt;" +
    "mkdir d; echo 'x y' >'d/ä b'; echo no >ignored; git add a.txt; git commit -qm mine";
  const ended = await runIn(stage, project.id, script);
  const diff = await client.call("GET", `/admin/executions/${ended.id}/diff`);
  expect(diff.files.map(({ path, change }: Record<string, string>) => `${change} ${path}`)).toEqual([
    ...["modified a.txt", "added bin", "added d/ä b", "deleted gone.txt", "added latin"],
  ]);
  expect(diff).toMatchObject({ files_changed: 5, deletions: 2, cut: false });
  const answer = await client.fetch(`/admin/executions/${ended.id}/patch`);
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${ended.id}.patch"`);
  const file = join(stage.data_dir, "p.patch");
  await Bun.write(file, await answer.arrayBuffer());
  repo.git("apply", "--index", file);
  const { app } = stage;
  const pushed = await pushBranch(app.ctx, {
    project_id: project.id,
    execution_id: ended.id,
    token: "t0ken-of-a-test",
  });
  expect(pushed).toEqual({ branch: `agented/${ended.id}`, sha: diff.head_sha, base: "main" });
  expect(run(repo.bare, ["rev-parse", pushed.branch]).trim()).toBe(pushed.sha);
  expect(run(repo.bare, ["rev-parse", `${pushed.sha}^{tree}`])).toBe(repo.git("write-tree"));
  expect(run(repo.bare, ["log", "-1", "--format=%an", pushed.sha])).toBe("Agented\n");
  const basic = `Basic ${Buffer.from("x-access-token:t0ken-of-a-test").toString("base64")}`;
  expect(host.requests.filter(({ path }) => /receive-pack/.test(path)).at(-1)?.authorization).toBe(basic);
  const idle = await runIn(stage, project.id, "true");
  await expect(pushBranch(app.ctx, { project_id: project.id, execution_id: idle.id })).rejects.toThrow(
    "changed nothing",
  );
  expect(projectByRepo(app.ctx.db.orm, "Acme/Shop", true)?.id).toBe(project.id);
});

test("what is left by a crash is gone after the next start, and what is in use is not", async () => {
  using host = gitServer();
  const first = await openTest({ ALLOWED_PRIVATE_HOSTS: host.host, SHUTDOWN_MODE: "detach" });
  const project = await addProject(first, host.repo("acme/shop").url);
  const idle = await runIn(first, project.id, "echo x >x");
  const live = await startIn(first, project.id, "until [ -e ../../go ]; do sleep 0.02; done; ls");
  await until("it to run", async () => (await first.client.execution(live)).status === "running");
  await first.close();
  const dir = join(first.data_dir, "worktrees");
  for (const name of ["exec-unknown", `${live}.new`, `${live}.desk-x`, `${live}.desk-x.pack`])
    writeFileSync(join(dir, name), "x");
  writeFileSync(join(first.data_dir, "projects", "proj-unknown"), "x");
  rmSync(join(dir, idle.id), { recursive: true });
  await using second = await openTest({ ALLOWED_PRIVATE_HOSTS: host.host, AGENTED_DATA_DIR: first.data_dir });
  await until("the leftovers to go", () => worktrees(first.data_dir).join() === live);
  await until("those of projects too", () => readdirSync(join(first.data_dir, "projects")).join() === project.id);
  writeFileSync(join(first.data_dir, "go"), "");
  expect(await second.client.finished(live)).toMatchObject({ status: "succeeded", files_changed: 0 });
  expect(existsSync(join(dir, live))).toBe(true);
});

test("a clone, a checkout and a work that are larger than the limit are refused", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop", {
    big: "x".repeat(200_000),
    random: randomBytes(2_000).toString("base64"),
  });
  const tooLarge = expect.stringContaining("larger than the project's max_bytes");
  expect(await addProject(stage, repo.url, { max_bytes: 1024 })).toMatchObject({ status: "failed", detail: tooLarge });
  const project = await addProject(stage, repo.url, { max_bytes: 100_000 });
  expect(project.status).toBe("ready");
  expect(await runIn(stage, project.id, "true")).toMatchObject({ reason: "workspace_failed", detail: tooLarge });
  await stage.client.call("PATCH", `/admin/projects/${project.id}`, { max_bytes: 300_000 }, 200);
  const ended = await runIn(stage, project.id, "head -c 400000 /dev/zero >zeros");
  expect(ended).toMatchObject({ status: "succeeded", files_changed: null });
  expect(await stage.client.lines(ended.id, "system")).toEqual([tooLarge]);
});

test("a worktree that several leave at once is kept for each of them", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const { id } = await runIn(stage, project.id, "echo new >a");
  const { signal } = new AbortController();
  const kept = await Promise.all(Array.from({ length: 6 }, () => keep(stage.app.ctx, id, signal)));
  for (const one of kept) expect(one).toMatchObject({ files_changed: 1, head_sha: kept[0]?.head_sha });
  expect(worktrees(stage.data_dir)).toEqual([id]);
});

test("a diff that is too large keeps whole files, and says so", async () => {
  await using stage = await openStage();
  const repo = stage.host.repo("acme/shop");
  const project = await addProject(stage, repo.url);
  const ended = await runIn(stage, project.id, "echo small >a; seq 400000 >b; seq 400001 800000 >c");
  const diff = await stage.client.call("GET", `/admin/executions/${ended.id}/diff`);
  expect(diff).toMatchObject({ cut: true, files_changed: 3, insertions: 800_001 });
  const file = join(stage.data_dir, "p.patch");
  writeFileSync(file, await (await stage.client.fetch(`/admin/executions/${ended.id}/patch`)).bytes());
  repo.git("apply", "--index", file);
  expect(repo.git("diff", "--cached", "--name-only").trim().split("\n")).toEqual(["a", "b"]);
});

test("a worktree that is being kept is not entered, and one that is worked in is not removed", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const { id } = await runIn(stage, project.id, "true");
  const { ctx } = stage.app;
  const row = await until("it to be idle", () => {
    const found = findWorktree(ctx.db.orm, id);
    return found?.state === "idle" ? found : undefined;
  });
  expect([seize(ctx, row, "keeping"), seize(ctx, row, "used"), seize(ctx, row, "making")]).toEqual([
    true,
    false,
    false,
  ]);
  setWorktree(ctx, id, { state: "idle" });
  expect([seize(ctx, row, "used"), seize(ctx, row, "keeping"), seize(ctx, row, "used")]).toEqual([true, false, true]);
});
