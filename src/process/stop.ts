import type { Clock } from "~/kit/clock.ts";
import { attemptFiles, readExit } from "./files.ts";
import { leaderAlive } from "./identity.ts";
import { findMembers } from "./members.ts";
import { endRecorders } from "./outputs.ts";
import { poll } from "./poll.ts";
import { signal } from "./signal.ts";
import { sweep } from "./sweep.ts";
import type { Leader, Members, StopSignal, Tree } from "./types.ts";

/** With the sweep and the recorders' end, 10.5 s at most for a child that ignores everything. */
export const POLITE_GRACE_MS = 5_000;
export const TERM_GRACE_MS = 4_000;
const KILL_GRACE_MS = 250;
const RECORDER_GRACE_MS = 250;

export interface StopOptions {
  polite: StopSignal;
  clock: Clock;
  graceMs?: number;
  /** Who was seen while the run went on. */
  known?: Members;
  onStep?: (signal: StopSignal) => void;
}

/** Resolves when no process of the attempt is left, the recorders included. */
export async function stopTree(tree: Tree, options: StopOptions): Promise<void> {
  const { leader } = tree;
  const { clock, known = new Map(), onStep } = options;
  for (const [name, grace_ms] of ladder(options)) {
    // Before each signal: what ends by it takes the ties of its children along.
    findMembers(tree, known);
    if (!leader || ended(tree, leader)) break;
    onStep?.(name);
    signalGroup(leader, name);
    await poll(clock, grace_ms, () => ended(tree, leader));
  }
  sweep(tree, known);
  await endRecorders(tree, clock, RECORDER_GRACE_MS);
}

function ladder({ polite, graceMs = POLITE_GRACE_MS }: StopOptions): [StopSignal, number][] {
  const steps: [StopSignal, number][] = [
    ["SIGINT", graceMs],
    ["SIGTERM", polite === "SIGTERM" ? graceMs : Math.min(graceMs, TERM_GRACE_MS)],
    ["SIGKILL", KILL_GRACE_MS],
  ];
  return steps.slice(steps.findIndex(([signal]) => signal === polite));
}

function ended({ dir, number }: Tree, leader: Leader): boolean {
  return readExit(attemptFiles(dir, number)) !== undefined || !leaderAlive(leader);
}

/** The whole group, and only while its leader is the process we started. */
function signalGroup(leader: Leader, name: StopSignal): void {
  if (leaderAlive(leader)) signal(-leader.pid, name);
}
