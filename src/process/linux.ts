import { fstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { attempt } from "./attempt.ts";
import { lazy } from "./lazy.ts";
import type { Proc, ProcessTable } from "./table.ts";

const KERNEL_THREAD = 0x200000;
const NUL = 0;
/** What a process answers that stands so deep that its path has no room: none of ours, which are short. */
const TOO_LONG = "ENAMETOOLONG";
const CLOSED = "EBADF";

export const linuxTable: ProcessTable = {
  boot: lazy(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()),
  find: readStat,
  list: () =>
    pids()
      .map(readStat)
      .filter((proc) => proc !== undefined),
  parse: parseStat,
  bears(pid, variable) {
    const environment = attempt(() => readFileSync(`/proc/${pid}/environ`));
    return environment?.length ? holdsWhole(environment, variable) : undefined;
  },
  holds(pid) {
    const fds = attempt(() => readdirSync(`/proc/${pid}/fd`));
    if (!fds && pid === process.pid) return ownStreams();
    return [`/proc/${pid}/cwd`, ...(fds ?? []).map((fd) => `/proc/${pid}/fd/${fd}`)]
      .map((link) => attempt(() => readlinkSync(link), TOO_LONG))
      .filter((target) => target !== undefined);
  },
};

/** A hardened server that is not root cannot list its own descriptors. It inherited no others than these. */
function ownStreams(): string[] {
  return [0, 1, 2].flatMap((fd) => {
    const inode = attempt(() => fstatSync(fd).ino, CLOSED);
    return [`pipe:[${inode}]`, `socket:[${inode}]`];
  });
}

function pids() {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function readStat(pid: number): Proc | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  return stat === undefined ? undefined : parseStat(stat);
}

function parseStat(stat: string): Proc | undefined {
  // The command's name may hold spaces and parentheses: the fields begin after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, , session, , , flags] = fields;
  const proc = {
    pid: Number.parseInt(stat, 10),
    parent: Number(parent),
    session: Number(session),
    started: Number(fields[19]),
    gone: state === "Z" || state === "X",
  };
  const whole = proc.pid > 0 && Number.isSafeInteger(proc.started);
  return whole && (Number(flags) & KERNEL_THREAD) === 0 ? proc : undefined;
}

function holdsWhole(environment: Buffer, variable: string): boolean {
  const length = Buffer.byteLength(variable);
  for (let at = environment.indexOf(variable); at >= 0; at = environment.indexOf(variable, at + 1)) {
    const begins = at === 0 || environment[at - 1] === NUL;
    const ends = at + length === environment.length || environment[at + length] === NUL;
    if (begins && ends) return true;
  }
  return false;
}
