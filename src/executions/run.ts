import { type BackendKind, backends } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { freeBytes } from "~/kit/disk.ts";
import * as processes from "~/process/index.ts";
import { stopBell } from "./bells.ts";
import { requestStop } from "./cancel.ts";
import type { Census } from "./census.ts";
import { Tail } from "./lines.ts";
import type { Claimed } from "./queue.ts";
import { type Ending, settle } from "./settle.ts";
import { executionDir, StartError, start } from "./start.ts";
import { STOPS, type StopReason } from "./status.ts";
import { findStopReason, markSignalled } from "./store.ts";

const POLL_MS = 1_000;
const DRAIN_MS = 5_000;
const RECORDER_MS = 250;

/** What the stories of one server share. */
export interface Stage {
  ctx: Context;
  census: Census;
  /** Aborted when the server goes and the runs stay. */
  detach: AbortSignal;
}

/** The story of one attempt, from the claim to the verdict. */
export async function run(stage: Stage, claimed: Claimed): Promise<void> {
  const { ctx } = stage;
  try {
    const leader = start(ctx, claimed);
    void leader.exited.then(() => ctx.bells.ring(stopBell(claimed.execution.id)));
    await follow(stage, claimed, leader);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    settle(ctx, claimed, { status: "failed", reason: error.reason, detail: error.message });
  }
}

/** The same story from where the process runs, or did: a restarted server comes in here. */
export async function follow(stage: Stage, claimed: Claimed, leader: processes.Leader | undefined): Promise<void> {
  const { ctx, census } = stage;
  const { execution, attempt } = claimed;
  const dir = executionDir(ctx, execution.id);
  const tree: processes.Tree = { execution_id: execution.id, dir, number: attempt.number, leader };
  const tail = new Tail(ctx, execution, attempt, dir);
  const unwatch = processes.watchAttempt(dir, (name) => {
    tail.look();
    // A second may hold a gigabyte, so the limit is not left to the slow poll.
    if (name?.endsWith(".exit") || tail.bytes > ctx.config.MAX_OUTPUT_BYTES) ctx.bells.ring(stopBell(execution.id));
  });
  const known = census.add(tree);
  try {
    const stopped = await live(stage, claimed, tree, tail, known);
    if (stopped === "detached") return;
    // Whom a lost leader left goes on for no end: there is nothing to wait for.
    if (processes.readExit(processes.attemptFiles(dir, attempt.number)))
      await processes.drained(tree, ctx.clock, DRAIN_MS);
    processes.sweep(tree, known);
    await processes.endRecorders(tree, ctx.clock, RECORDER_MS);
    await tail.finish();
    settle(ctx, claimed, endingOf(claimed, tree, tail, stopped));
  } finally {
    census.remove(tree);
    unwatch();
    tail.close();
  }
}

/** Waits for the end, and brings it about when somebody asks for it or a limit is crossed. */
async function live(
  { ctx, detach }: Stage,
  { execution, attempt }: Claimed,
  tree: processes.Tree,
  tail: Tail,
  known: processes.Members,
): Promise<StopReason | "detached" | undefined> {
  const files = processes.attemptFiles(tree.dir, tree.number);
  const deadline = Date.parse(attempt.started_at) + execution.timeout_ms;
  for (;;) {
    tail.look();
    tail.check();
    const stop_reason = findStopReason(ctx, execution.id);
    const alive = tree.leader !== undefined && processes.leaderAlive(tree.leader);
    if (!alive || processes.readExit(files)) return attempt.signalled_at ? stop_reason : undefined;
    if (detach.aborted) return "detached";
    if (stop_reason) {
      attempt.signalled_at = markSignalled(ctx, attempt.id);
      const onStep = (signal: string) => tail.note(`[sending ${signal}]`);
      const { polite } = backends[execution.backend];
      await processes.stopTree(tree, { polite, clock: ctx.clock, known, onStep });
      return stop_reason;
    }
    const crossed = crossedLimit(ctx, deadline, tail);
    if (crossed) ctx.db.tx((tx, after) => requestStop(ctx, tx, after, execution.id, crossed));
    else await pause(ctx, stopBell(execution.id), Math.min(POLL_MS, deadline - ctx.clock.now()), detach);
  }
}

function crossedLimit(ctx: Context, deadline: number, tail: Tail): StopReason | undefined {
  if (ctx.clock.now() >= deadline) return "timeout";
  if (tail.bytes > ctx.config.MAX_OUTPUT_BYTES) return "output_limit";
  if (freeBytes(ctx.config.data_dir) < ctx.config.MIN_FREE_DISK_BYTES) return "disk_full";
  return undefined;
}

/** Until the bell, the time or the abort, whichever comes first. */
function pause({ bells, clock }: Context, bell: string, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const heard = bells.wait(bell, over.signal);
  const passed = clock.sleep(ms, over.signal);
  const aborted = () => over.abort();
  signal.addEventListener("abort", aborted, { once: true });
  return Promise.race([heard, passed]).then(() => {
    signal.removeEventListener("abort", aborted);
    over.abort();
  });
}

/** The verdict: the backend's, unless we ended the run ourselves or nobody knows how it ended. */
function endingOf(
  { execution }: Claimed,
  tree: processes.Tree,
  { seen }: Tail,
  stopped: StopReason | undefined,
): Ending {
  const exit = processes.readExit(processes.attemptFiles(tree.dir, tree.number));
  if (stopped) return { ...STOPS[stopped], reason: stopped, exit, seen };
  if (!exit) {
    const detail = "Its process was lost: it is gone and left no exit code.";
    return { status: "interrupted", reason: "lost", detail, seen };
  }
  const kind: BackendKind = backends[execution.backend];
  return { ...kind.settle(exit, seen), exit, seen };
}
