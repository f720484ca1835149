import { existsSync, lchownSync, lstatSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "~/context.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import type { SystemUser } from "~/process/index.ts";
import { type Diff, diffOf } from "./diff.ts";
import { type GitOptions, git, gitText, succeeded } from "./git.ts";
import { repoDir, seal, worktreeDir } from "./repo.ts";
import { tooLarge } from "./size.ts";
import { findProject, type GitProject, isGit } from "./store.ts";
import { AUTHOR, runUser } from "./worktree.ts";
import { findWorktree, setWorktree, type WorktreeRow } from "./worktree-store.ts";

const ADD_MS = 300_000;
const LISTED_BYTES = 128 * 1024 * 1024;

export interface Kept extends Diff {
  branch: string;
  base_sha: string;
  /** The commit on the branch; null when nothing differs from the base. */
  head_sha: string | null;
}

/**
 * Keeps what stands in a worktree as a commit on its branch in our clone, and answers what differs from its base.
 * What git ignores is not kept. Undefined when there is no such worktree. Throws a Fault when it cannot be kept.
 */
export async function keep(ctx: Context, name: string, signal: AbortSignal): Promise<Kept | undefined> {
  const row = findWorktree(ctx.db.orm, name);
  const project = row && findProject(ctx.db.orm, row.project_id);
  if (!row || !project || !isGit(project) || !existsSync(worktreeDir(ctx.config, name))) return undefined;
  const desk = Desk.open(ctx, project, row, signal);
  try {
    const tree = await desk.record();
    const head_sha = await desk.commit(tree);
    if (head_sha !== row.head_sha) setWorktree(ctx, name, { head_sha });
    const diff = await desk.diff(tree);
    const { branch, base_sha } = row;
    return { ...diff, branch, base_sha, head_sha };
  } finally {
    await desk.close();
  }
}

/**
 * Where a worktree is looked at: an index and an object store beside it, with our clone behind them. Git runs there with
 * the rights of whoever ran the CLI, so a link that is swapped under its eyes shows nothing that the run could not read
 * itself; and with our clone's configuration, so nothing that lies in the worktree decides what is executed.
 */
class Desk {
  private constructor(
    private readonly ctx: Context,
    private readonly project: GitProject,
    private readonly row: WorktreeRow,
    private readonly signal: AbortSignal,
    private readonly user: SystemUser | undefined,
    private readonly repo: string,
    private readonly dir: string,
    private readonly own: string,
  ) {}

  static open(ctx: Context, project: GitProject, row: WorktreeRow, signal: AbortSignal): Desk {
    const repo = repoDir(ctx.config, project.id);
    const user = runUser(ctx);
    const dir = worktreeDir(ctx.config, row.name);
    seal(ctx.config, repo);
    // Executions that only read share a worktree, and may end at once.
    const own = mkdtempSync(`${dir}.desk-`);
    const desk = new Desk(ctx, project, row, signal, user, repo, dir, own);
    mkdirSync(join(own, "objects"), { mode: 0o700 });
    if (user) for (const path of [join(own, "objects"), own]) lchownSync(path, user.uid, user.gid);
    return desk;
  }

  async close(): Promise<void> {
    await Promise.all([removeTree(this.own), removeTree(this.pack)]);
  }

  /** The tree of what stands there now. */
  async record(): Promise<string> {
    await this.text(["read-tree", this.parent]);
    await this.refuseLarge();
    // Of a submodule git would ask its own configuration; none of ours is ever filled.
    const modules = await this.text(["ls-files", "-s", "-z"], { max_bytes: LISTED_BYTES });
    const left = modules
      .matchAll(/(?:^|\0)160000 [^\t]*\t([^\0]+)/g)
      .map(([, path]) => `:(exclude,literal,top)${path}`);
    const add = ["add", "--all", "--ignore-errors", "--", ".", ...left];
    const { code, stderr } = await git(this.ctx, add, this.options({ timeout_ms: ADD_MS }));
    // What cannot be read is not kept; the rest is.
    if (code === 1) this.ctx.log.warn({ worktree: this.row.name, stderr }, "not all of a worktree could be kept");
    else if (code !== 0)
      await succeeded(this.ctx, Promise.resolve({ code, stderr, stdout: new Uint8Array(), cut: false }));
    return (await this.text(["write-tree"])).trim();
  }

  /** The newest commit of the branch, a new one if the tree is; it is brought into our clone as one verified pack. */
  async commit(tree: string): Promise<string | null> {
    if (tree === (await this.text(["rev-parse", `${this.parent}^{tree}`])).trim()) return this.row.head_sha;
    const message = `Work of ${this.row.name}`;
    const sha = (await this.text(["commit-tree", tree, "-p", this.parent, "-m", message])).trim();
    const input = `${sha}\n^${this.parent}\n`;
    await this.text(["pack-objects", "--revs", "--thin", "-q", "--stdout"], { input, output: Bun.file(this.pack) });
    const limit = `--max-input-size=${this.project.max_bytes}`;
    const { signal } = this;
    const env = { GIT_DIR: this.repo };
    await gitText(this.ctx, ["index-pack", "--stdin", "--fix-thin", limit], {
      env,
      signal,
      input: Bun.file(this.pack),
    });
    await gitText(this.ctx, ["update-ref", `refs/heads/${this.row.branch}`, sha], { env, signal });
    return sha;
  }

  diff(tree: string): Promise<Diff> {
    return diffOf(this.ctx, this.row.base_sha, tree, this.options());
  }

  private get parent(): string {
    return this.row.head_sha ?? this.row.base_sha;
  }

  private get pack(): string {
    return `${this.own}.pack`;
  }

  private async refuseLarge(): Promise<void> {
    const argv = ["ls-files", "-z", "--others", "--modified", "--exclude-standard"];
    const listed = await this.text(argv, { max_bytes: LISTED_BYTES });
    const paths = listed.split("\0").filter(Boolean);
    const sizes = paths.map((path) => lstatSync(join(this.dir, path), { throwIfNoEntry: false })?.size ?? 0);
    const { max_bytes } = this.project;
    if (sizes.reduce((sum, size) => sum + size, 0) > max_bytes) throw tooLarge("work", max_bytes);
  }

  private text(args: string[], options: GitOptions = {}): Promise<string> {
    return gitText(this.ctx, args, this.options(options));
  }

  private options(options: GitOptions = {}): GitOptions {
    const { dir, own, repo, user, signal } = this;
    const at = this.ctx.clock.iso();
    const who = Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((role) => [
        [`GIT_${role}_NAME`, AUTHOR.name],
        [`GIT_${role}_EMAIL`, AUTHOR.email],
        [`GIT_${role}_DATE`, at],
      ]),
    );
    const objects = {
      GIT_OBJECT_DIRECTORY: join(own, "objects"),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repo, "objects"),
    };
    const env = { ...who, ...objects, GIT_DIR: repo, GIT_WORK_TREE: dir, GIT_INDEX_FILE: join(own, "index") };
    return { cwd: dir, user, signal, ...options, env };
  }
}
