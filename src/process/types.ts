/** Who leads an attempt's processes. Pid, start time and machine boot together name one process for ever. */
export interface Leader {
  pid: number;
  /** Clock ticks since the machine's boot: field 22 of `/proc/PID/stat`. */
  started: number;
  /** The machine's boot id (`/proc/sys/kernel/random/boot_id`). */
  machine_boot: string;
}

/** Everything that finds an attempt's processes again, also after a crash of the server: all of it lies in its row. */
export interface Tree {
  execution_id: string;
  /** Absolute: `<data>/executions/<execution id>`. */
  dir: string;
  /** The attempt's number; its files are `<dir>/<number>.{in,out,err,pid,exit,tmp}`. */
  number: number;
  /** Undefined when the server died between spawn and row and no pid file was written. */
  leader: Leader | undefined;
}

export interface User {
  uid: number;
  gid: number;
}

export interface SpawnRequest {
  execution_id: string;
  dir: string;
  number: number;
  argv: readonly [string, ...string[]];
  /** The whole environment of the child but the marker and TMPDIR, which spawn adds. */
  env: Record<string, string>;
  cwd: string;
  /** Content of `<number>.in`. */
  stdin: string;
  /** Run the CLI, not the recorders, as this user. */
  user?: User;
  /** What the CLI's own files are made with, not the attempt's; 022 unless it is given. */
  umask?: number;
  /** False keeps the attempt out of a cgroup of its own, even where one can be made. */
  cgroup?: boolean;
}

export interface Files {
  in: string;
  out: string;
  err: string;
  pid: string;
  exit: string;
  tmp: string;
}

/** Processes seen to belong to an attempt, each with its start time: the pair outlives the reuse of a pid. */
export type Members = Map<number, number>;

export type StopSignal = "SIGINT" | "SIGTERM" | "SIGKILL";

/** What the exit file says: a code, or the signal that ended the CLI. */
export interface ExitRecord {
  code: number | null;
  signal: string | null;
}
