import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { until } from "~/testing/until.ts";
import { worktreeDir } from "./repo.ts";
import { addProject, openStage, runIn, type Stage, startIn } from "./testing.ts";

const list = (stage: Stage, id: string, query = "") =>
  stage.client.call("GET", `/admin/projects/${id}/worktrees${query}`);
const removal = (stage: Stage, id: string, worktree_id: string, status: number) =>
  stage.client.call("DELETE", `/admin/projects/${id}/worktrees/${worktree_id}`, undefined, status);

function idle(stage: Stage, id: string) {
  return until("a worktree to be idle", async () => {
    const [newest] = (await list(stage, id)).worktrees;
    return newest?.state === "idle" ? newest : undefined;
  });
}

test("a worktree is listed with its size, and removed once what stands in it is kept on its branch", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const { id } = await runIn(stage, project.id, "head -c 5000 /dev/zero >made");
  const worktree = await idle(stage, project.id);
  expect(worktree).toMatchObject({ execution_id: id, branch: `agented/${id}`, ref: null });
  const size = () => stage.client.call("GET", `/admin/projects/${project.id}/worktrees/${worktree.id}/size`);
  const { bytes, whole } = await size();
  expect([bytes > 5_000, whole]).toEqual([true, true]);
  await removal(stage, project.id, worktree.id, 204);
  expect(existsSync(worktreeDir(stage.app.ctx.config, id))).toBe(false);
  expect((await list(stage, project.id)).worktrees).toMatchObject([{ state: "removed", head_sha: expect.any(String) }]);
  expect(await size()).toEqual({ bytes: 0, whole: true });
  expect((await removal(stage, project.id, worktree.id, 409)).detail).toContain("gone already");
});

test("a worktree that is worked in stays", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const id = await startIn(stage, project.id, "sleep 300");
  const [used] = await until("it to be used", async () => {
    const { worktrees } = await list(stage, project.id);
    return worktrees[0]?.state === "used" ? worktrees : undefined;
  });
  expect((await removal(stage, project.id, used.id, 409)).detail).toContain("An execution works in it");
  expect(existsSync(worktreeDir(stage.app.ctx.config, id))).toBe(true);
});

test("worktrees page by their cursor, each project's apart", async () => {
  await using stage = await openStage();
  const project = await addProject(stage, stage.host.repo("acme/shop").url);
  const other = await addProject(stage, stage.host.repo("acme/other").url);
  const ids = [await runIn(stage, project.id, "true"), await runIn(stage, project.id, "true")].map(({ id }) => id);
  await runIn(stage, other.id, "true");
  const first = await list(stage, project.id, "?limit=1");
  const second = await list(stage, project.id, `?limit=1&cursor=${first.next_cursor}`);
  const [newer, older] = [first, second].map(({ worktrees }) => worktrees[0]);
  expect([older.execution_id, newer.execution_id, second.next_cursor]).toEqual([...ids, null]);
  await removal(stage, other.id, newer.id, 404);
});

test("the disk that a clone takes is told, and none of a directory", async () => {
  await using stage = await openStage();
  const clone = await addProject(stage, stage.host.repo("acme/shop").url);
  expect(clone.clone_bytes).toBeGreaterThan(0);
  const fields = { name: "here", kind: "local", path: import.meta.dir };
  expect((await stage.client.call("POST", "/admin/projects", fields, 201)).clone_bytes).toBeNull();
});
