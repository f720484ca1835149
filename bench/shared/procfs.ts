import { existsSync, readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;
const MB = 1_000_000;

/** Resident memory of a process. */
export function rssMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kib) * 1024) / MB;
}

/** What stands behind the command's name in `/proc/<pid>/stat`: the state, the parent, and so on. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Processor time of a process so far, without its children. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** A process and all that descend from it. */
export function processTreeOf(root: number): number[] {
  const parents = new Map(livingPids().map((pid) => [pid, parentOf(pid)]));
  const tree = [root];
  for (const member of tree) for (const [pid, parent] of parents) if (parent === member) tree.push(pid);
  return tree;
}

/** The living processes with a text in their arguments or their environment. */
export function processesWith(text: string): number[] {
  const holds = (file: string) => attempt(() => readFileSync(file, "latin1"))?.includes(text) === true;
  return livingPids().filter((pid) => holds(`/proc/${pid}/cmdline`) || holds(`/proc/${pid}/environ`));
}

function livingPids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function parentOf(pid: number): number | undefined {
  return attempt(() => Number(statFields(pid)[1]));
}

/** A process may end between two looks. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** Looks at the memory of a process until the answer is called, which says by how much it ever grew. */
export function watchGrowth(pid: number): () => number {
  const before = rssMb(pid);
  let most = before;
  const look = () => {
    // It may have ended when a figure broke off.
    if (existsSync(`/proc/${pid}`)) most = Math.max(most, rssMb(pid));
  };
  const timer = setInterval(look, 100);
  return () => {
    clearInterval(timer);
    look();
    return most - before;
  };
}
