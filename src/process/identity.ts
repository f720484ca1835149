import { processTable } from "./table.ts";
import type { Leader } from "./types.ts";

export function machineBoot(): string {
  return processTable.boot();
}

/** False also for a zombie, for a stranger under a recycled pid, and after a boot of the machine. */
export function leaderAlive(leader: Leader): boolean {
  if (leader.pid <= 1 || leader.machine_boot !== machineBoot()) return false;
  const proc = processTable.find(leader.pid);
  return proc !== undefined && !proc.gone && proc.started === leader.started;
}

/** Who runs under this pid now; undefined when nobody does. */
export function identify(pid: number): Leader | undefined {
  const proc = processTable.find(pid);
  return proc && { pid, started: proc.started, machine_boot: machineBoot() };
}
