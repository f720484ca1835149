import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "~/testing/until.ts";
import { addProject, openStage, runIn, startIn } from "./testing.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

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
  const script = "ln -s ../../secret.txt soft; echo seen >seen; until [ -e ../go ]; do sleep 0.02; done";
  const id = await startIn(stage, project.id, script);
  await until("it to run", async () => (await stage.client.execution(id)).status === "running");
  // As if a link had been swapped for it between two looks of git.
  const worktree = join(stage.data_dir, "worktrees", id);
  for (const file of [join(worktree, "planted"), join(stage.data_dir, "secret.txt")])
    writeFileSync(file, "of the server\n", { mode: 0o600 });
  writeFileSync(join(worktree, "..", "go"), "", { mode: 0o644 });
  expect(await stage.client.finished(id)).toMatchObject({ status: "succeeded" });
  const { text, files } = await stage.client.call("GET", `/admin/executions/${id}/diff`);
  expect(files.map(({ path }: { path: string }) => path)).toEqual(["seen", "soft"]);
  expect(text).not.toContain("of the server");
});
