import { existsSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import type { BackendKind } from "~/backends/index.ts";
import type { Config } from "~/config.ts";
import { freeBytes } from "~/kit/disk.ts";
import { availableMemory } from "~/kit/memory.ts";
import { cgroupAvailable } from "~/process/index.ts";
import { packageManager } from "../../package.json";
import { amount, type Check, fail, ok, warn } from "./check.ts";

export function checkBun(version = Bun.version): Check {
  const name = "bun";
  const wanted = packageManager.replace(/^bun@/, "");
  if (Bun.semver.order(version, wanted) >= 0) return ok(name, version);
  return fail(name, `${version} is older than ${wanted}`, "start with `npm start`, which fetches it, or `bun upgrade`");
}

/** Of where the doctor runs: a service may be better off than a shell. */
export function checkCgroup(available = cgroupAvailable()): Check {
  const name = "cgroup";
  if (available) return ok(name, "each run gets one of its own: a stop leaves nothing behind");
  const says = "none can be made from here: a process that clears its environment and closes all files escapes a stop";
  return warn(name, says, "run the server as deploy/agented.service does (Delegate=yes)");
}

export function checkMemory(installed: BackendKind[], config: Config, available = availableMemory()): Check {
  const name = "memory";
  const room = available - config.MIN_FREE_MEMORY_BYTES;
  const [largest] = installed.toSorted((a, b) => b.footprint_bytes - a.footprint_bytes);
  if (!largest) return ok(name, `${amount(available)} are free`);
  const runs = Math.max(0, Math.floor(room / largest.footprint_bytes));
  const says = `${amount(available)} are free: room for ${runs} runs of ${largest.title}, the largest CLI here`;
  return runs > 0 ? ok(name, says) : warn(name, says, "runs will wait in the queue: end something, or add memory");
}

export function checkDisk({ data_dir, MIN_FREE_DISK_BYTES }: Config): Check {
  const name = "disk";
  const free = freeBytes(nearest(data_dir));
  const says = `${amount(free)} are free for ${data_dir}`;
  const remedy = `runs are stopped below ${amount(MIN_FREE_DISK_BYTES)} (MIN_FREE_DISK_BYTES): make room`;
  if (free < MIN_FREE_DISK_BYTES) return fail(name, says, remedy);
  return free < 4 * MIN_FREE_DISK_BYTES ? warn(name, says, remedy) : ok(name, says);
}

/** Undefined when it is not there, or nothing on the way to it. */
export function statOf(path: string): Stats | undefined {
  return existsSync(path) ? statSync(path) : undefined;
}

/** The directory itself or the one it would be made in. */
export function nearest(dir: string): string {
  return existsSync(dir) ? dir : nearest(dirname(dir));
}
