import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitServer } from "~/testing/git-server.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { Compaction } from "./compact.ts";
import { projectBell } from "./store.ts";
import { addProject, openStage, runIn } from "./testing.ts";

// Each runs git a hundred times, and the machine may be busy.
setDefaultTimeout(60_000);

const repoOf = (data_dir: string, id: string) => join(data_dir, "projects", id, "repo.git");
const packsOf = (repo: string) => readdirSync(join(repo, "objects", "pack")).filter((name) => name.endsWith(".pack"));

/** Packs of one object each, which no ref leads to; answers the objects. */
function addPacks(repo: string, count: number): string[] {
  const script = `for i in $(seq ${count}); do
    id=$(echo "content $i" | git hash-object -w --stdin); echo "$id"
    echo "$id" | git pack-objects -q objects/pack/pack >/dev/null; git prune-packed -q
  done`;
  const { stdout } = Bun.spawnSync(["sh", "-c", script], { cwd: repo, env: { ...process.env, GIT_DIR: repo } });
  return stdout.toString().trim().split("\n");
}

function missingFrom(repo: string, objects: string[]): string[] {
  const argv = ["git", "cat-file", "--batch-check"];
  const { stdout } = Bun.spawnSync(argv, { cwd: repo, stdin: Buffer.from(`${objects.join("\n")}\n`) });
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line.endsWith("missing"));
}

test("the packs of a clone are put together once they are many, and nothing in them is lost", async () => {
  await using stage = await openStage();
  const { id } = await addProject(stage, stage.host.repo("acme/shop").url);
  const repo = repoOf(stage.data_dir, id);
  const earlier = await runIn(stage, id, "echo more >>README.md");
  const objects = addPacks(repo, 60);
  expect(packsOf(repo).length).toBeGreaterThan(60);
  await new Compaction(stage.app.ctx).look(stage.app.ctx.closing);
  expect(packsOf(repo).length).toBeLessThan(10);
  expect(existsSync(join(repo, "packed-refs"))).toBe(true);
  expect(missingFrom(repo, objects)).toEqual([]);
  expect(await (await stage.client.fetch(`/admin/executions/${earlier.id}/patch`)).text()).toContain("+more");
  expect(await runIn(stage, id, "echo last >>README.md")).toMatchObject({ status: "succeeded", files_changed: 1 });
  for (const pack of packsOf(repo)) expect(statSync(join(repo, "objects", "pack", pack)).mode & 0o200).toBe(0);
});

test("a lock of the database puts it off, and where it changes nothing it is not done again", async () => {
  await using stage = await openStage();
  const { id } = await addProject(stage, stage.host.repo("acme/shop").url);
  const repo = repoOf(stage.data_dir, id);
  addPacks(repo, 60);
  for (const pack of packsOf(repo)) writeFileSync(join(repo, "objects", "pack", pack.replace(/pack$/, "keep")), "");
  const { ctx } = stage.app;
  const compaction = new Compaction(ctx);
  const unlock = lockDatabase(ctx.config.db_path);
  await expect(compaction.look(ctx.closing)).rejects.toThrow("locked");
  unlock();
  let seen = 0;
  ctx.bells.on(projectBell(id), () => seen++);
  await compaction.look(ctx.closing);
  await compaction.look(ctx.closing);
  expect({ seen, packs: packsOf(repo).length > 60 }).toEqual({ seen: 1, packs: true });
});

test("what a git that was killed has locked is free after the next start", async () => {
  using host = gitServer();
  const shop = host.repo("acme/shop");
  const env = { ALLOWED_PRIVATE_HOSTS: host.host };
  const first = await spawnServer(env);
  const { id } = await addProject(first, shop.url);
  await first.kill("SIGKILL");
  const repo = repoOf(first.data_dir, id);
  addPacks(repo, 60);
  const outside = mkdtempSync(join(tmpdir(), "agented-test-"));
  writeFileSync(join(outside, "bun.lock"), "");
  symlinkSync(outside, join(repo, "refs", "link"));
  symlinkSync(".", join(repo, "loop"));
  const left = [
    "refs/remotes/origin/main.lock",
    "packed-refs.lock",
    "objects/pack/tmp_pack_x",
    "objects/pack/.tmp-1-x.pack",
  ];
  for (const name of left) writeFileSync(join(repo, name), "");
  shop.commit({ "README.md": "new\n" });
  await using second = await spawnServer({ ...env, AGENTED_DATA_DIR: first.data_dir });
  const run = await runIn(second, id, "cat README.md");
  expect(run).toMatchObject({ status: "succeeded" });
  expect(await second.client.lines(run.id)).toContain("new");
  expect(left.filter((name) => existsSync(join(repo, name)))).toEqual([]);
  expect(existsSync(join(outside, "bun.lock"))).toBe(true);
  rmSync(outside, { recursive: true });
  await until("the packs to be few", () => packsOf(repo).length < 10);
});
