import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Proc {
  pid: number;
  parent: number;
  /** With the pid it names a process for good. */
  started: number;
  zombie: boolean;
}

/** Everything that runs on this machine, by our own reading of /proc: the server's may have the bug we look for. */
export function processes(): Proc[] {
  return readdirSync("/proc").flatMap((name) => {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (stat === "") return [];
    return [{ pid: Number(name), parent: Number(parent), started: Number(rest[17]), zombie: state === "Z" }];
  });
}

export function argvOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

export function environOf(pid: number): string {
  return read(`/proc/${pid}/environ`);
}

/** Whom a run in the directory left behind: by the marker and TMPDIR, by an argument, by an open file. */
export function leftovers(root: string): number[] {
  const touches = (pid: number) =>
    argvOf(pid).includes(root) || environOf(pid).includes(root) || openFiles(pid).some((file) => file.includes(root));
  return processes().flatMap(({ pid, zombie }) => (pid !== process.pid && !zombie && touches(pid) ? pid : []));
}

export function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlink(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

export function rssMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** Of that what it holds itself: pages of files come and go as the system likes. */
export function ownMb(pid: number): number {
  return Number(/^RssAnon:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** How long its first thread was ready to run and another had the processor: what a busy machine costs it. */
export function queuedMs(pid: number): number {
  return Number(read(`/proc/${pid}/schedstat`).split(" ")[1] ?? 0) / 1_000_000;
}

export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended on its own.
    }
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function readlink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
