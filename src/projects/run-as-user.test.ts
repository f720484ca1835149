import { expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addProject, openStage, runIn } from "./testing.ts";

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)("another user works in its worktree with git, and reaches nothing of our clone", async () => {
  await using stage = await openStage({ RUN_AS_USER: "nobody" });
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const clone = `../../projects/${project.id}/repo.git`;
  const script = `
    id -un; cat README.md; git log --format=%s; echo mine >a; git add a && git commit -qm mine && echo committed
    for file in config HEAD hooks objects/x refs/heads/main info/attributes; do echo x 2>/dev/null >${clone}/$file; done
    git --git-dir=${clone} config a.b c 2>/dev/null; git --git-dir=${clone} update-ref refs/heads/x HEAD 2>/dev/null
    ls ../../projects ../../worktrees >/dev/null 2>&1 || echo closed`;
  const ended = await runIn(stage, project.id, script);
  expect(await stage.client.lines(ended.id)).toEqual(["nobody", "hello", "change README.md", "committed", "closed"]);
  expect(ended).toMatchObject({ status: "succeeded", files_changed: 1, insertions: 1 });
  const config = await Bun.file(join(stage.data_dir, "projects", project.id, "repo.git", "config")).text();
  expect(config).not.toContain("[a]");
});

test.skipIf(!isRoot)("what that user may not read, no diff shows: git looks with its rights", async () => {
  await using stage = await openStage({ RUN_AS_USER: "nobody" });
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const secret = join(stage.data_dir, "secret.txt");
  writeFileSync(secret, "of the server\n");
  chmodSync(secret, 0o600);
  // A hard link is a file like any other to git, and the swap of a link that comes too late for its lstat is one too.
  const ended = await runIn(stage, project.id, `ln ${secret} hard 2>&1; ln -s ${secret} soft; echo seen >seen`);
  expect(ended).toMatchObject({ status: "succeeded" });
  const { text, files } = await stage.client.call("GET", `/admin/executions/${ended.id}/diff`);
  expect(files.map(({ path }: { path: string }) => path)).toContain("seen");
  expect(text).not.toContain("of the server");
});
