import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { attempt } from "./attempt.ts";
import { processTable } from "./table.ts";
import type { ExitRecord, Files, Leader } from "./types.ts";

export function attemptFiles(dir: string, number: number): Files {
  const file = (ending: string) => join(dir, `${number}.${ending}`);
  return {
    in: file("in"),
    out: file("out"),
    err: file("err"),
    pid: file("pid"),
    exit: file("exit"),
    tmp: file("tmp"),
  };
}

/** The FIFO behind an output. It has no name while the attempt runs, but `/proc` shows who holds it by this one. */
export function fifoOf(output: string): string {
  return `${output}.fifo`;
}

/** Where the exit code is written before it is there. Its bytes are reserved at the start: the disk may be full by then. */
export function exitDraft(files: Files): string {
  return `${files.exit}.new`;
}

/** What the wrapper writes before it starts the CLI. */
export interface PidRecord {
  leader: Leader;
  recorders: Leader[];
  /** The attempt's own cgroup, where it has one. */
  cgroup: string | undefined;
}

export function readPidRecord(files: Files): PidRecord | undefined {
  const [machine_boot, wrapper, out, err, cgroup, end] = read(files.pid)?.split("\n") ?? [];
  // Saves the wrapper a rename: a file without its last line is not there yet.
  if (!machine_boot || end !== "end") return undefined;
  const [leader, ...recorders] = [wrapper, out, err].flatMap((line = "") => {
    const proc = processTable.parse(line);
    return proc ? [{ pid: proc.pid, started: proc.started, machine_boot }] : [];
  });
  return leader && { leader, recorders, cgroup: cgroup || undefined };
}

export function readPid(files: Files): Leader | undefined {
  return readPidRecord(files)?.leader;
}

/** Undefined while there is none. A CLI that itself exits with 128 + n reads as ended by signal n, as every shell says it. */
export function readExit(files: Files): ExitRecord | undefined {
  const text = read(files.exit)?.trim();
  if (!text || !/^\d+$/.test(text)) return undefined;
  return exitRecord(Number(text));
}

/** What a shell's exit code says. */
export function exitRecord(code: number): ExitRecord {
  const signal = signalName(code - 128);
  return signal ? { code: null, signal } : { code, signal: null };
}

function signalName(number: number): string | null {
  const named = Object.entries(constants.signals).find(([, value]) => value === number);
  return named?.[0] ?? null;
}

function read(path: string): string | undefined {
  return attempt(() => readFileSync(path, "utf8"));
}
