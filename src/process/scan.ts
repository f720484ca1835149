import { realpathSync } from "node:fs";
import { attemptCgroup, cgroupPids } from "./cgroup.ts";
import { attemptFiles, fifoOf, readPidRecord } from "./files.ts";
import { machineBoot } from "./identity.ts";
import { type Proc, processTable } from "./table.ts";
import type { Members, Tree } from "./types.ts";
import { MARKER } from "./wrapper.ts";

/** One look at the machine, held against one attempt. Never finds process 1, the server, its ancestors or a recorder. */
export class Scan {
  private readonly alive: Map<number, Proc>;
  private readonly server: number[];
  private readonly candidates: Proc[];
  private readonly held = new Map<number, string[]>();
  private readonly unread = new Set<number>();

  constructor(
    private readonly tree: Tree,
    private readonly known: Members,
    processes: Proc[],
    private readonly strangers: Members = new Map(),
  ) {
    this.alive = new Map(processes.map((proc) => [proc.pid, proc]));
    this.server = this.lineOf(process.pid);
    const exempt = new Set([1, ...this.server, ...this.recorders()]);
    const since = this.admitLeader();
    // Nothing older than its leader is of the run: that spares most of the machine, and most of the work.
    this.candidates = processes.filter(
      ({ pid, started, gone }) => !gone && started >= since && !exempt.has(pid) && strangers.get(pid) !== started,
    );
  }

  members(): Proc[] {
    return this.candidates.filter((proc) => this.knows(proc));
  }

  addMarked(): void {
    const variable = `${MARKER}=${this.tree.execution_id}`;
    this.addWhere(({ pid }) => {
      const bears = processTable.bears(pid, variable);
      if (bears === undefined) this.unread.add(pid);
      return bears === true;
    });
  }

  addCgrouped(): void {
    const cgroup = attemptCgroup(this.tree);
    const pids = new Set(cgroup ? cgroupPids(cgroup) : []);
    this.addWhere(({ pid }) => pids.has(pid));
  }

  /** Adds descendants, and sessions whole. */
  followKin(): void {
    let grew = true;
    while (grew) grew = this.addWhere((proc) => this.hasKnownParent(proc) || this.inKnownSession(proc));
  }

  /** Adds who holds the attempt's streams or its tmp, or a pipe that some member holds. True when anybody was added. */
  addHolders(): boolean {
    const { out, err, tmp } = attemptFiles(realPath(this.tree.dir), this.tree.number);
    const pipes = this.pipesOfMembers();
    const ours = (held: string) =>
      pipes.has(held) ||
      held === tmp ||
      held.startsWith(`${tmp}/`) ||
      held.startsWith(fifoOf(out)) ||
      held.startsWith(fifoOf(err));
    return this.addWhere((proc) => this.holds(proc.pid).some(ours));
  }

  /** Whom all this did not find gets nothing of the run's later on, unless a living member hands it over. */
  passStrangers(): void {
    for (const proc of this.candidates) {
      if (!this.knows(proc) && !this.unread.has(proc.pid)) this.strangers.set(proc.pid, proc.started);
    }
  }

  /** An ended process matters as long as its session has members: until then its pid is not given away. */
  forgetEnded(): void {
    const sessions = new Set([...this.alive.values()].map((proc) => proc.session));
    for (const [pid, started] of this.known) {
      if (this.alive.get(pid)?.started !== started && !sessions.has(pid)) this.known.delete(pid);
    }
  }

  /** Makes the leader known and answers since when there can be members. */
  private admitLeader(): number {
    const { leader } = this.tree;
    if (leader?.machine_boot !== machineBoot()) return 0;
    this.known.set(leader.pid, leader.started);
    return leader.started;
  }

  private recorders(): number[] {
    const { recorders } = readPidRecord(attemptFiles(this.tree.dir, this.tree.number)) ?? { recorders: [] };
    return recorders.filter(({ pid, started }) => this.alive.get(pid)?.started === started).map(({ pid }) => pid);
  }

  private lineOf(pid: number): number[] {
    const line = [pid];
    for (let at = this.alive.get(pid); at && at.parent > 0; at = this.alive.get(at.parent)) line.push(at.parent);
    return line;
  }

  private addWhere(belongs: (proc: Proc) => boolean): boolean {
    const found = this.candidates.filter((proc) => !this.knows(proc) && belongs(proc));
    for (const { pid, started } of found) this.known.set(pid, started);
    return found.length > 0;
  }

  private knows({ pid, started }: Proc): boolean {
    return this.known.get(pid) === started;
  }

  private hasKnownParent({ parent }: Proc): boolean {
    const proc = this.alive.get(parent);
    return proc !== undefined && this.knows(proc);
  }

  private inKnownSession({ session, started }: Proc): boolean {
    const leaderStarted = this.known.get(session);
    if (leaderStarted === undefined || started < leaderStarted) return false;
    const now = this.alive.get(session);
    return now === undefined || now.started === leaderStarted;
  }

  private pipesOfMembers(): Set<string> {
    const pipes = new Set(this.members().flatMap(({ pid }) => this.holds(pid).filter(isPipe)));
    // What came down to the server is shared with strangers: its terminal's pipes, its supervisor's log.
    for (const pid of pipes.size > 0 ? this.server : []) {
      for (const held of this.holds(pid)) pipes.delete(held);
    }
    return pipes;
  }

  private holds(pid: number): string[] {
    const held = this.held.get(pid) ?? processTable.holds(pid);
    this.held.set(pid, held);
    return held;
  }
}

function isPipe(held: string): boolean {
  return held.startsWith("pipe:") || held.startsWith("socket:");
}

function realPath(dir: string): string {
  try {
    return realpathSync(dir);
  } catch {
    return dir;
  }
}
