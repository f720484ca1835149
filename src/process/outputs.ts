import type { Clock } from "~/kit/clock.ts";
import { attemptCgroup, removeCgroup } from "./cgroup.ts";
import { attemptFiles, readPidRecord } from "./files.ts";
import { leaderAlive } from "./identity.ts";
import { poll } from "./poll.ts";
import type { Leader, Tree } from "./types.ts";

/** Whether somebody still holds a write end: the attempt's recorders live exactly as long. */
export function outputsOpen(tree: Tree): boolean {
  return livingRecorders(tree).length > 0;
}

/** Resolves true when the last byte is in the files, false when the bound passed first. */
export function drained(tree: Tree, clock: Clock, ms: number): Promise<boolean> {
  return poll(clock, ms, () => !outputsOpen(tree));
}

/** The last step after a sweep: ends recorders that linger, held by who could not be killed, and the empty cgroup. */
export async function endRecorders(tree: Tree, clock: Clock, ms: number): Promise<void> {
  if (!(await drained(tree, clock, ms))) {
    for (const { pid } of livingRecorders(tree)) process.kill(pid, "SIGKILL");
    await drained(tree, clock, ms);
  }
  const cgroup = attemptCgroup(tree);
  if (cgroup) await poll(clock, ms, () => removeCgroup(cgroup));
}

function livingRecorders({ dir, number }: Tree): Leader[] {
  return readPidRecord(attemptFiles(dir, number))?.recorders.filter(leaderAlive) ?? [];
}
