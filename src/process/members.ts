import { Scan } from "./scan.ts";
import { type Proc, processTable } from "./table.ts";
import type { Members, Tree } from "./types.ts";

/** One look at the machine. Reading it is what costs, so one look serves any number of attempts. */
export function listProcesses(): Proc[] {
  return processTable.list();
}

/**
 * Adds to `known` what descends from a known process or is in the session of one: the ties that break while a run goes
 * on. Cheap enough for every second; what else tells a member still does so at the sweep.
 */
export function trackMembers(tree: Tree, known: Members, processes = listProcesses()): void {
  const scan = new Scan(tree, known, processes);
  scan.followKin();
  scan.forgetEnded();
}

/**
 * Every live process of the attempt but its recorders, by all that tells one; `known` learns them. `strangers` learns
 * who is none, and spares the next look from asking them again.
 */
export function findMembers(tree: Tree, known: Members, strangers: Members = new Map()): Proc[] {
  const scan = new Scan(tree, known, listProcesses(), strangers);
  scan.addMarked();
  scan.addCgrouped();
  do scan.followKin();
  while (scan.addHolders());
  scan.passStrangers();
  return scan.members();
}
