import { processTable } from "./table.ts";
import type { Leader } from "./types.ts";

export function machineBoot(): string {
  return processTable.boot();
}

/** As `isRunning`; and process 1 leads no attempt, for it cannot be stopped. */
export function leaderAlive(leader: Leader): boolean {
  return leader.pid > 1 && isRunning(leader);
}

/** False also for a zombie, for a stranger under a recycled pid, and after a boot of the machine. */
export function isRunning({ pid, started, machine_boot }: Leader): boolean {
  if (machine_boot !== machineBoot()) return false;
  const proc = processTable.find(pid);
  return proc !== undefined && !proc.gone && proc.started === started;
}

/** Who runs under this pid now. Throws when nobody does: a child stays in the table until it is reaped. */
export function identify(pid: number): Leader {
  const proc = processTable.find(pid);
  if (!proc) throw new Error(`There is no process ${pid}.`);
  return { pid, started: proc.started, machine_boot: machineBoot() };
}
