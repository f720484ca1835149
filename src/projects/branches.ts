import { existsSync } from "node:fs";
import type { Context } from "~/context.ts";
import { gitText } from "./git.ts";
import type { Branch } from "./model.ts";
import { repoDir, seal } from "./repo.ts";
import { getProject, isGit } from "./store.ts";

const ORIGIN = "refs/remotes/origin/";

/** A page of the branches of our clone, by name; none of what is local or not cloned yet. */
export async function listBranches(ctx: Context, id: string, { limit, cursor }: { limit: number; cursor?: string }) {
  const project = getProject(ctx.db.orm, id);
  const repo = repoDir(ctx.config, id);
  if (!isGit(project) || !existsSync(repo)) return { branches: [], next_cursor: null };
  seal(ctx.config, repo);
  const argv = ["for-each-ref", "--format=%(objectname) %(refname)", "--", ORIGIN];
  const text = await gitText(ctx, argv, { env: { GIT_DIR: repo } });
  const all = text.split("\n").filter(Boolean).map(readBranch);
  const rest = all.filter(({ name }) => cursor === undefined || name > cursor);
  const branches = rest.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, limit);
  return { branches, next_cursor: rest.length > branches.length ? (branches.at(-1)?.name ?? null) : null };
}

function readBranch(line: string): Branch {
  const [sha = "", name = ""] = line.split(" ");
  return { sha, name: name.slice(ORIGIN.length) };
}
