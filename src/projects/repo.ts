import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Config } from "~/config.ts";

/** All that is ours of a project: its bare clone, and nothing of a local path. */
export function projectDir({ data_dir }: Config, id: string): string {
  return join(data_dir, "projects", id);
}

/** The directory that a path leads to, by whatever links; undefined when that is none. */
export function directoryAt(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Makes it. With RUN_AS_USER a run passes through to the objects of the clone, and can list nothing. */
export function makeProjectDir(config: Config, id: string): string {
  const dir = projectDir(config, id);
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, config.RUN_AS_USER ? 0o711 : 0o700);
  return dir;
}

export function repoDir(config: Config, id: string): string {
  return join(projectDir(config, id), "repo.git");
}

export function worktreeDir({ data_dir }: Config, name: string): string {
  return join(data_dir, "worktrees", name);
}

/**
 * Writes the clone's configuration anew, before every use. Where runs have the server's own rights one may have written
 * there what git would execute (filters, drivers), and no option takes all of that back.
 */
export function seal({ RUN_AS_USER }: Config, repo: string): void {
  for (const name of FOREIGN) rmSync(join(repo, name), { recursive: true, force: true });
  const config = join(repo, "config");
  const text = RUN_AS_USER ? `${CONFIG}\tsharedRepository = 0644\n` : CONFIG;
  if (readFileSync(config, "utf8") === text) return;
  // In one stroke, for another git may be reading it.
  const draft = `${config}.${process.pid}`;
  writeFileSync(draft, text);
  chmodSync(draft, RUN_AS_USER ? 0o644 : 0o600);
  renameSync(draft, config);
}

const CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
/** None of these is ours. */
const FOREIGN = ["config.worktree", "commondir", "hooks", "info/attributes", "info/exclude", "info/grafts"];

/**
 * Removes what a git that was killed leaves in a clone: while a lock is there, no other writes what it is about. Links
 * are not followed, for a run with the server's own rights may have laid one.
 */
export function unlock(repo: string, folder = ""): void {
  for (const entry of readdirSync(join(repo, folder), { withFileTypes: true })) {
    const name = join(folder, entry.name);
    if (entry.isDirectory()) unlock(repo, name);
    else if (entry.isFile() && LEFT.test(name)) rmSync(join(repo, name), { force: true });
  }
}

/** No ref ends in `.lock`; the others are packs that were being written. */
const LEFT = /\.lock$|^objects\/pack\/(?:\.tmp-|tmp_|.*\.keep$)/;
