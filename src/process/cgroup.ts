import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { attempt } from "./attempt.ts";
import { attemptFiles, readPidRecord } from "./files.ts";
import type { Tree } from "./types.ts";

/** A threaded cgroup (by Bun's name and by Linux's), and one that is being removed. */
const UNUSABLE = ["ENOTSUP", "EOPNOTSUPP", "ENODEV"];

/** Whether attempts get a cgroup of their own, which alone holds what gives up environment, session and descriptors. */
export function cgroupAvailable(): boolean {
  const probe = makeCgroup(`agented-probe-${process.pid}`);
  if (!probe) return false;
  removeCgroup(probe);
  return true;
}

export function makeAttemptCgroup(tree: Pick<Tree, "execution_id" | "number">): string | undefined {
  return makeCgroup(nameOf(tree));
}

/** Where the attempt's cgroup lies, which need not exist: as recorded, else where this server would have made it. */
export function attemptCgroup(tree: Tree): string | undefined {
  const name = nameOf(tree);
  const recorded = readPidRecord(attemptFiles(tree.dir, tree.number))?.cgroup;
  if (recorded && basename(recorded) === name) return recorded;
  const parent = ownCgroup();
  return parent && join(parent, name);
}

/** Who is in it, or in one that was made below it. */
export function cgroupPids(dir: string): number[] {
  return cgroupsFrom(dir).flatMap((each) => {
    const procs = attempt(() => readFileSync(join(each, "cgroup.procs"), "latin1"), ...UNUSABLE);
    return procs?.split("\n").filter(Boolean).map(Number) ?? [];
  });
}

/** Kills all of it in one stroke, which no fork escapes, and says whom. Where that cannot be, the sweep finds them. */
export function killCgroup(dir: string): number[] {
  const pids = cgroupPids(dir);
  if (pids.length > 0) attempt(() => writeFileSync(join(dir, "cgroup.kill"), "1"), ...UNUSABLE);
  return pids;
}

/** False while somebody is still in it. */
export function removeCgroup(dir: string): boolean {
  try {
    for (const each of cgroupsFrom(dir).reverse()) rmdirSync(each);
  } catch {
    return !existsSync(dir);
  }
  return true;
}

function cgroupsFrom(dir: string): string[] {
  const entries = attempt(() => readdirSync(dir, { withFileTypes: true }), ...UNUSABLE);
  if (!entries) return [];
  const below = entries.filter((entry) => entry.isDirectory());
  return [dir, ...below.flatMap(({ name }) => cgroupsFrom(join(dir, name)))];
}

function nameOf({ execution_id, number }: Pick<Tree, "execution_id" | "number">): string {
  return `agented-${execution_id}-${number}`;
}

function makeCgroup(name: string): string | undefined {
  const parent = ownCgroup();
  if (!parent) return undefined;
  const dir = join(parent, name);
  try {
    mkdirSync(dir, { recursive: true });
    // Without cgroup.kill (Linux before 5.14) it would be of no use.
    return existsSync(join(dir, "cgroup.kill")) ? dir : undefined;
  } catch {
    return undefined;
  }
}

/** The server's own directory in the cgroup v2 tree, wherever that is mounted. */
function ownCgroup(): string | undefined {
  const [cgroups = "", mounts = ""] = ["cgroup", "mountinfo"].map((name) =>
    attempt(() => readFileSync(`/proc/self/${name}`, "utf8")),
  );
  const path = /^0::(.*)$/m.exec(cgroups)?.[1];
  const [, root, point] = /^\S+ \S+ \S+ (\S+) (\S+) .* - cgroup2 /m.exec(mounts) ?? [];
  return path && root && point ? join(point, relative(root, path)) : undefined;
}
