import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { attemptFiles, readExit } from "./files.ts";
import { endRecorders } from "./outputs.ts";
import { poll } from "./poll.ts";
import { spawnAttempt } from "./spawn.ts";
import { sweep } from "./sweep.ts";
import { processTable } from "./table.ts";
import type { ExitRecord, SpawnRequest, Tree } from "./types.ts";

export const NOBODY = { uid: 65534, gid: 65534 };
export const PATH = process.env.PATH ?? "/usr/bin:/bin";

/** A place for one test's attempts and strangers. `close` leaves no process and no file behind. */
export class Lab {
  readonly dir = mkdtempSync(join(tmpdir(), "agented-process-"));
  private readonly trees: Tree[] = [];
  private readonly strangers: Bun.Subprocess[] = [];

  constructor() {
    chmodSync(this.dir, 0o711);
  }

  /** Spawns `sh -c script` as an attempt. */
  run(script: string, request: Partial<SpawnRequest> = {}): Run {
    const run = new Run({
      execution_id: `exec-${crypto.randomUUID()}`,
      dir: join(this.dir, crypto.randomUUID()),
      number: 1,
      argv: ["sh", "-c", script],
      env: { PATH },
      cwd: this.dir,
      stdin: "",
      ...request,
    });
    this.adopt(run.tree);
    return run;
  }

  /** Sees to the end of a run that somebody else spawned. */
  adopt(tree: Tree): void {
    this.trees.push(tree);
  }

  /** A process of somebody else, which no sweep may touch. */
  stranger(env: Record<string, string> = {}, detached = false): Bun.Subprocess {
    const proc = Bun.spawn(["sleep", "1000"], {
      env: { PATH, ...env },
      detached,
      stdio: ["ignore", "ignore", "ignore"],
    });
    this.strangers.push(proc);
    return proc;
  }

  async close(): Promise<void> {
    for (const tree of this.trees) {
      sweep(tree);
      await endRecorders(tree, systemClock, 2_000);
    }
    for (const stranger of this.strangers) {
      stranger.kill("SIGKILL");
      await stranger.exited;
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export class Run {
  readonly leader;
  readonly files;
  readonly tree: Tree;

  constructor(request: SpawnRequest) {
    this.files = attemptFiles(request.dir, request.number);
    this.leader = spawnAttempt(request);
    const { pid, started, machine_boot } = this.leader;
    const { execution_id, dir, number } = request;
    this.tree = { execution_id, dir, number, leader: { pid, started, machine_boot } };
  }

  get out(): string {
    return readFileSync(this.files.out, "utf8");
  }

  get err(): string {
    return readFileSync(this.files.err, "utf8");
  }

  async exit(): Promise<ExitRecord | undefined> {
    await this.leader.exited;
    return readExit(this.files);
  }

  /** What stands in the output once a whole line does. */
  async line(): Promise<string> {
    await until(() => this.out.includes("\n"), "a line of output");
    return this.out.slice(0, this.out.indexOf("\n"));
  }

  /** The pid that the script printed as its first line. */
  async printedPid(): Promise<number> {
    return Number(await this.line());
  }
}

export function running(pid: number): boolean {
  const proc = processTable.find(pid);
  return proc !== undefined && !proc.gone;
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  if (!(await poll(systemClock, 5_000, condition))) throw new Error(`Waited 5 s for ${what}.`);
}
