import { readFileSync } from "node:fs";
import { freemem } from "node:os";

/** Bytes that may still be taken without swapping: what the machine has left, or the server's cgroup if that is less. */
export function availableMemory(): number {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(read("/proc/meminfo"))?.[1];
  const machine = available ? Number(available) * 1024 : freemem();
  return Math.min(machine, ...cgroupRooms());
}

/** What each limit on the way up to the root leaves. */
function cgroupRooms(): number[] {
  const path = /^0::(.*)$/m.exec(read("/proc/self/cgroup"))?.[1];
  if (path === undefined) return [];
  const steps = path.split("/").filter(Boolean);
  const dirs = steps.map((_, at) => `/sys/fs/cgroup/${steps.slice(0, at + 1).join("/")}`);
  return ["/sys/fs/cgroup", ...dirs].flatMap((dir) => {
    const limit = Number(read(`${dir}/memory.max`).trim() || Number.NaN);
    return Number.isFinite(limit) ? [Math.max(0, limit - usedIn(dir))] : [];
  });
}

/** Without cached files that nobody has used of late: the kernel drops those first. */
function usedIn(dir: string): number {
  const cache = /^inactive_file (\d+)$/m.exec(read(`${dir}/memory.stat`))?.[1] ?? 0;
  return Number(read(`${dir}/memory.current`)) - Number(cache);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
