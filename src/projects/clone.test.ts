import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { gitServer } from "~/testing/git-server.ts";
import { addProject, openStage, runIn } from "./testing.ts";

// Each runs git a score of times, and the machine may be busy.
setDefaultTimeout(30_000);

test("a repository is cloned in the background, and an execution works in a worktree of it", async () => {
  const host = gitServer();
  // Where GitHub is, the end of the address names the repository; elsewhere nothing does.
  await using stage = await openStage({ GITHUB_API_URL: host.url }, host);
  const repo = stage.host.repo("acme/Shop");
  const project = await addProject(stage, repo.url);
  await using elsewhere = await openStage();
  expect((await addProject(elsewhere, elsewhere.host.repo("acme/Shop").url)).repository).toBeNull();
  expect(project).toMatchObject({
    ...{ status: "ready", detail: null, default_branch: "main", repository: "acme/shop", isolation: "worktree" },
    ...{ phase: null, percent: null, fetched_at: expect.any(String) },
  });
  const ended = await runIn(
    stage,
    project.id,
    "cat README.md; git status --short; git branch --show-current; echo new >a",
  );
  expect(ended).toMatchObject({ status: "succeeded", working_dir: join(stage.data_dir, "worktrees", ended.id) });
  expect(await stage.client.lines(ended.id)).toEqual(["hello", `agented/${ended.id}`]);
  expect(ended).toMatchObject({ files_changed: 1, insertions: 1, deletions: 0, project_id: project.id });
  expect(await stage.client.call("GET", `/admin/executions/${ended.id}/diff`)).toMatchObject({
    files: [{ path: "a", change: "added", insertions: 1, deletions: 0 }],
    text: expect.stringContaining("+new"),
  });
});
