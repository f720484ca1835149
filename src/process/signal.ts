import type { StopSignal } from "./types.ts";

/** To a process, or to a group by its leader's pid with a minus. It may have ended on its own. */
export function signal(pid: number, name: StopSignal): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone, or out of our reach: whoever needs to know looks at the process table.
  }
}
