import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BackendKind, fold, type Seen, type Signal, type Verdict } from "~/backends/index.ts";
import type { Clock } from "~/kit/clock.ts";
import * as processes from "~/process/index.ts";
import type { RunningStub } from "~/stub-model/index.ts";
import { type Probe, probeEnv } from "./probes/index.ts";

/** A CLI that has not ended by then is stopped. */
const TRIAL_MS = 30_000;
const DRAIN_MS = 2_000;

/** What trials share: a place for their files, the stub they ask, and who may end them early. */
export interface Lab {
  dir: string;
  stub: RunningStub;
  path: string;
  clock: Clock;
  signal: AbortSignal;
}

export interface PreviewInput {
  key: string;
  seen: Seen;
  verdict: Verdict;
  took_ms: number;
  /** Its first line that says what no good run says. */
  surprise: string | undefined;
}

export interface Task {
  name: string;
  prompt: string;
  /** As which variable the key is handed over; the CLI's usual one when it is absent. */
  variable?: string;
}

/**
 * Runs a CLI once as the server does, in a home of its own, and reads what it says. Leaves no process. Throws once it
 * is over when the lab's signal has ended it: it says nothing of the CLI then.
 */
export async function tryOnce(
  lab: Lab,
  probe: Probe,
  kind: BackendKind,
  { name, prompt, variable }: Task,
): Promise<PreviewInput> {
  const dir = join(lab.dir, `${probe.id}-${name}`);
  const [home, work] = [join(dir, "home"), join(dir, "work")];
  for (const each of [home, work]) mkdirSync(each, { recursive: true });
  // OpenCode looks for a plugin of its own in the registry that npm is set to.
  writeFileSync(join(home, ".npmrc"), `registry=${lab.stub.url}/npm/\n`);
  const key = `${name}-${probe.id}`;
  const command = kind.command({
    ...{ prompt, config: {}, permissions: "read_only", working_dir: work },
    ...{ model: probe.model, root: process.getuid?.() === 0 },
  });
  const own = probeEnv(probe, home, { url: lab.stub.url, key, variable });
  const env = { PATH: lab.path, HOME: home, LANG: "C.UTF-8", TERM: "dumb", ...own, ...command.env };
  const at = { execution_id: `probe-${probe.id}-${name}`, dir: join(dir, "run"), number: 1 };
  const began = lab.clock.monotonic();
  const { argv, stdin } = command;
  const { exited, ...leader } = processes.spawnAttempt({ ...at, argv, env, cwd: work, stdin });
  const tree = { ...at, leader };
  const exit = await ended(lab, tree, exited, kind.polite);
  const took_ms = Math.round(lab.clock.monotonic() - began);
  lab.signal.throwIfAborted();
  const { seen, surprise } = told(kind, processes.attemptFiles(at.dir, at.number));
  const silent: Verdict = { status: "failed", reason: "bad_result", detail: `no end within ${TRIAL_MS / 1_000} s` };
  return { key, seen, surprise, took_ms, verdict: exit ? kind.settle(exit, seen) : silent };
}

/** How it ended; undefined when it had to be stopped. */
async function ended(
  { clock, signal }: Lab,
  tree: processes.Tree,
  exited: processes.Spawned["exited"],
  polite: "SIGINT" | "SIGTERM",
): Promise<processes.ExitRecord | undefined> {
  const over = new AbortController();
  const deadline = AbortSignal.any([over.signal, signal]);
  const exit = await Promise.race([exited, clock.sleep(TRIAL_MS, deadline).then(() => "late" as const)]);
  over.abort();
  if (exit === "late") await processes.stopTree(tree, { polite, clock, graceMs: 500 });
  else {
    await processes.drained(tree, clock, DRAIN_MS);
    processes.sweep(tree);
    await processes.endRecorders(tree, clock, DRAIN_MS);
  }
  return exit === "late" ? undefined : exit;
}

function told(kind: BackendKind, { out, err }: processes.Files) {
  const lines = (["stdout", "stderr"] as const).flatMap((stream) =>
    readFileSync(stream === "stdout" ? out : err, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => ({ line, signals: kind.read(line, stream), broken: stream === "stdout" && !isEvent(line) })),
  );
  const seen = lines.reduce((seen, { signals }) => fold(seen, signals), {} as Seen);
  return { seen, surprise: lines.find(({ signals, broken }) => broken || signals.some(isBad))?.line };
}

function isEvent(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}

function isBad(signal: Signal): boolean {
  return signal.kind === "stderr" || signal.kind === "trouble" || (signal.kind === "end" && !signal.ok);
}
