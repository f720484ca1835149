import { lchownSync, lstatSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "~/context.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import { findUser, type SystemUser } from "~/process/index.ts";
import { gitText } from "./git.ts";
import { repoDir, seal, worktreeDir } from "./repo.ts";
import { tooLarge } from "./size.ts";
import type { GitProject } from "./store.ts";
import type { WorktreeRow } from "./worktree-store.ts";

const CHECKOUT_MS = 600_000;
const LISTED_BYTES = 128 * 1024 * 1024;

/**
 * Lays out a working copy at the worktree's path, on its branch. It has a `.git` of its own that borrows the objects of
 * our clone: what a run does to refs, configuration and hooks stays there, and the server never reads any of it. Made
 * where only the server can enter, and then handed to the user that runs CLIs.
 */
export async function makeWorktree(ctx: Context, project: GitProject, row: WorktreeRow, signal: AbortSignal) {
  const repo = repoDir(ctx.config, project.id);
  const dir = worktreeDir(ctx.config, row.name);
  const sha = row.head_sha ?? row.base_sha;
  seal(ctx.config, repo);
  await refuseLarge(ctx, project, repo, sha, signal);
  const user = runUser(ctx);
  const stage = `${dir}.new`;
  await Promise.all([removeTree(stage), removeTree(dir)]);
  // The stage is entered by nobody else; the directory in it becomes the worktree.
  const made = join(stage, "made");
  mkdirSync(made, { recursive: true, mode: 0o700 });
  await gitText(ctx, ["init", "--quiet", "--template=", `--initial-branch=${row.branch}`, "--", made], { signal });
  const own = { env: { GIT_DIR: join(made, ".git") }, signal };
  mkdirSync(join(made, ".git", "objects", "info"), { recursive: true });
  writeFileSync(join(made, ".git", "objects", "info", "alternates"), `${join(repo, "objects")}\n`);
  await gitText(ctx, ["config", "remote.origin.url", project.url], own);
  await gitText(ctx, ["config", "user.name", AUTHOR.name], own);
  await gitText(ctx, ["config", "user.email", AUTHOR.email], own);
  await gitText(ctx, ["update-ref", `refs/heads/${row.branch}`, sha], own);
  await gitText(ctx, ["update-ref", `refs/remotes/origin/${project.default_branch ?? "base"}`, row.base_sha], own);
  if (user) handOver(made, user);
  renameSync(made, dir);
  await removeTree(stage);
  await gitText(ctx, ["reset", "--hard", "--quiet"], {
    ...inside(dir),
    cwd: dir,
    user,
    signal,
    timeout_ms: CHECKOUT_MS,
  });
}

/** Who the server's own commits are by. */
export const AUTHOR = { name: "Agented", email: "agented@localhost" };

/** The user that runs CLIs, where that is not the server's own. */
export function runUser({ config }: Context): SystemUser | undefined {
  return config.RUN_AS_USER === undefined ? undefined : findUser(config.RUN_AS_USER);
}

function inside(dir: string) {
  return { env: { GIT_DIR: join(dir, ".git"), GIT_WORK_TREE: dir } };
}

/** Sums what a checkout will take, before it takes it. */
async function refuseLarge(ctx: Context, { max_bytes }: GitProject, repo: string, sha: string, signal: AbortSignal) {
  const argv = ["ls-tree", "-r", "-l", "--full-tree", sha];
  const text = await gitText(ctx, argv, { env: { GIT_DIR: repo }, signal, max_bytes: LISTED_BYTES });
  const sizes = text.matchAll(/^\d+ blob [0-9a-f]+ +(\d+)\t/gm);
  const sum = sizes.reduce((total, [, size]) => total + Number(size), 0);
  if (sum > max_bytes) throw tooLarge("checkout", max_bytes);
}

function handOver(path: string, user: SystemUser): void {
  lchownSync(path, user.uid, user.gid);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) handOver(join(path, name), user);
}
