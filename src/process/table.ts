import { linuxTable } from "./linux.ts";
import { psTable } from "./ps.ts";

/** One process as the system's table shows it. */
export interface Proc {
  pid: number;
  parent: number;
  /** 0 where the system does not tell. */
  session: number;
  /** In the table's own unit: compared for equality and order, never read as a time. */
  started: number;
  /** An entry that only waits to be reaped. It runs nothing and cannot be killed. */
  gone: boolean;
}

export interface ProcessTable {
  /** Changes with every boot of the machine. */
  boot(): string;
  find(pid: number): Proc | undefined;
  /** Every process but the kernel's own threads. */
  list(): Proc[];
  /** One line of `<attempt>.pid` as the wrapper wrote it. */
  parse(line: string): Proc | undefined;
  /** Whether the environment holds exactly this `NAME=value`; undefined when it has none to read, as amid an exec. */
  bears(pid: number, variable: string): boolean | undefined;
  /** What the process holds open, and where it stands: paths, `pipe:[inode]`, `socket:[inode]`. */
  holds(pid: number): string[];
}

export const processTable: ProcessTable = process.platform === "linux" ? linuxTable : psTable;
