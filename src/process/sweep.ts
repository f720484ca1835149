import { existsSync } from "node:fs";
import { attemptCgroup, killCgroup, removeCgroup } from "./cgroup.ts";
import { findMembers } from "./members.ts";
import { signal } from "./signal.ts";
import type { Members, Tree } from "./types.ts";

// The killed take about a millisecond to go. One that hangs in the kernel does not go at all: 12 rounds are 0.2 s.
const PAUSES_MS = [1, 1, 2, 2, 4, 4, 8, 16, 32, 32, 32, 64];

/**
 * Kills every process of the attempt, whatever it did to hide, until two looks in a row find none (one, where a
 * cgroup held them together), and answers whom.
 * `known` is who was seen while the run went on. The recorders stay: they end when nobody holds their streams.
 *
 * NOTE: without a cgroup one residue is left: what gave up environment, session, parents and descriptors between two
 * calls of `trackMembers`. The marker names the execution: sweep an attempt before its next one starts.
 */
export function sweep(tree: Tree, known: Members = new Map()): number[] {
  const cgroup = attemptCgroup(tree);
  const killed = new Set(cgroup ? killCgroup(cgroup) : []);
  const looks = cgroup && existsSync(cgroup) ? 1 : 2;
  const strangers: Members = new Map();
  let quiet = 0;
  for (const pause_ms of PAUSES_MS) {
    const found = findMembers(tree, known, strangers).map(({ pid }) => pid);
    for (const pid of found) {
      killed.add(pid);
      signal(pid, "SIGKILL");
    }
    quiet = found.length > 0 ? 0 : quiet + 1;
    if (quiet === looks) break;
    if (found.length > 0) Bun.sleepSync(pause_ms);
  }
  if (cgroup) removeCgroup(cgroup);
  return [...killed];
}
