import { readFileSync } from "node:fs";
import { attempt } from "./attempt.ts";
import { attemptCgroup, cgroupPids } from "./cgroup.ts";
import type { Members, Tree } from "./types.ts";

/**
 * Bytes of memory that the attempt's processes hold now; what they share counts for each. Who they are is told by the
 * cgroup, else by what was seen of them. 0 where the system does not tell (no `/proc`).
 */
export function memoryOf(tree: Tree, known: Members): number {
  const cgroup = attemptCgroup(tree);
  const listed = cgroup ? cgroupPids(cgroup) : [];
  const pids = listed.length > 0 ? listed : [tree.leader?.pid ?? 0, ...known.keys()];
  return [...new Set(pids)].reduce((sum, pid) => sum + residentBytes(pid), 0);
}

function residentBytes(pid: number): number {
  const status = attempt(() => readFileSync(`/proc/${pid}/status`, "latin1"));
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status ?? "")?.[1] ?? 0) * 1024;
}
