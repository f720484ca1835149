import type { Clock } from "~/kit/clock.ts";
import { attemptCgroup, removeCgroup } from "./cgroup.ts";
import { attemptFiles, readPidRecord } from "./files.ts";
import { leaderAlive } from "./identity.ts";
import { poll } from "./poll.ts";
import { signal } from "./signal.ts";
import type { Leader, Tree } from "./types.ts";

/** Whether somebody still holds a write end: the attempt's recorders live exactly as long. */
export function outputsOpen(tree: Tree): boolean {
  return livingRecorders(tree).length > 0;
}

/**
 * How many of the two recorders live; undefined while no pid file names them. Fewer while the CLI runs: output is
 * being lost, as on a full disk. The wrapper lets go of them just before it writes the exit file.
 */
export function recordersAlive(tree: Tree): number | undefined {
  return namedRecorders(tree)?.filter(leaderAlive).length;
}

/** Resolves true when the last byte is in the files, false when the bound passed first. */
export function drained(tree: Tree, clock: Clock, ms: number): Promise<boolean> {
  return poll(clock, ms, () => !outputsOpen(tree));
}

/** The last step after a sweep: ends recorders that linger, held by who could not be killed, and the empty cgroup. */
export async function endRecorders(tree: Tree, clock: Clock, ms: number): Promise<void> {
  if (!(await drained(tree, clock, ms))) {
    for (const { pid } of livingRecorders(tree)) signal(pid, "SIGKILL");
    await drained(tree, clock, ms);
  }
  const cgroup = attemptCgroup(tree);
  if (cgroup) await poll(clock, ms, () => removeCgroup(cgroup));
}

function livingRecorders(tree: Tree): Leader[] {
  return namedRecorders(tree)?.filter(leaderAlive) ?? [];
}

function namedRecorders({ dir, number }: Tree): Leader[] | undefined {
  return readPidRecord(attemptFiles(dir, number))?.recorders;
}
