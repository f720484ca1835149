import { type BackendKind, backends } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { freeBytes } from "~/kit/disk.ts";
import { messageOf } from "~/kit/fault.ts";
import * as processes from "~/process/index.ts";
import { stopBell } from "./bells.ts";
import { requestStop } from "./cancel.ts";
import type { Census } from "./census.ts";
import { Tail } from "./lines.ts";
import { pause } from "./pause.ts";
import { persist } from "./persist.ts";
import type { Claimed } from "./queue.ts";
import { type Ending, settle } from "./settle.ts";
import { executionDir, StartError, start } from "./start.ts";
import { STOPS, type StopReason } from "./status.ts";
import { findStopReason, markRunning, markSignalled } from "./store.ts";

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

/** The process an attempt is led by, and how it ended where its own server saw that. */
interface Led {
  leader: processes.Leader;
  exit?: processes.ExitRecord;
}

/** Everything one story has in its hands. */
interface Scene extends Stage, Claimed {
  tree: processes.Tree;
  tail: Tail;
  known: processes.Members;
  led: Led;
}

/** The story of one attempt, from the claim to the verdict. */
export async function run(stage: Stage, claimed: Claimed): Promise<void> {
  const { ctx, detach } = stage;
  const led = spawned(ctx, claimed);
  if (led instanceof StartError) {
    const ending: Ending = { status: "failed", reason: led.reason, detail: led.message };
    return persist(ctx, detach, () => settle(ctx, claimed, ending));
  }
  await follow(stage, claimed, led);
}

function spawned(ctx: Context, claimed: Claimed): Led | StartError {
  try {
    const { exited, ...leader } = start(ctx, claimed);
    const led: Led = { leader };
    void exited.then((exit) => {
      led.exit = exit;
      ctx.bells.ring(stopBell(claimed.execution.id));
    });
    return led;
  } catch (error) {
    if (error instanceof StartError) return error;
    throw error;
  }
}

/** The same story from where the process runs, or did: a restarted server comes in here. */
export async function follow(stage: Stage, claimed: Claimed, led: Led): Promise<void> {
  const { ctx, census, detach } = stage;
  const { execution, attempt } = claimed;
  const dir = executionDir(ctx, execution.id);
  const tree: processes.Tree = { execution_id: execution.id, dir, number: attempt.number, leader: led.leader };
  const known = census.add(tree);
  let tail: Tail | undefined;
  let unwatch = () => {};
  try {
    await persist(ctx, detach, () => markRunning(ctx, claimed, led.leader));
    tail = new Tail(ctx, execution, attempt, dir);
    unwatch = watch(ctx, execution.id, dir, tail);
    const scene: Scene = { ...stage, ...claimed, tree, tail, known, led };
    const stopped = await live(scene);
    if (stopped !== "detached") await end(scene, stopped);
  } catch (error) {
    if (!detach.aborted) await abandon(stage, claimed, tree, known, error);
  } finally {
    census.remove(tree);
    unwatch();
    tail?.close();
  }
}

/** The files' own events; where there is no watch to be had, the poll does. */
function watch(ctx: Context, id: string, dir: string, tail: Tail): () => void {
  try {
    return processes.watchAttempt(dir, (name) => {
      tail.look();
      // A second may hold a gigabyte, so the limit is not left to the slow poll.
      if (name?.endsWith(".exit") || tail.bytes > ctx.config.MAX_OUTPUT_BYTES) ctx.bells.ring(stopBell(id));
    });
  } catch (err) {
    ctx.log.warn({ err, execution_id: id }, "the output cannot be watched; it is polled");
    return () => {};
  }
}

/** Waits for the end, and brings it about when somebody asks for it or a limit is crossed. */
async function live(scene: Scene): Promise<StopReason | "detached" | undefined> {
  const { ctx, detach, execution, attempt, tree, tail, known } = scene;
  const deadline = Date.parse(attempt.started_at) + execution.timeout_ms;
  for (;;) {
    tail.look();
    tail.check();
    const seen = glance(scene, deadline);
    if (seen === "over") return attempt.signalled_at ? findStopReason(ctx, execution.id) : undefined;
    if (detach.aborted) return "detached";
    if (seen) {
      attempt.signalled_at = await persist(ctx, detach, () => askToStop(scene, seen));
      const onStep = (signal: string) => tail.note(`[sending ${signal}]`);
      const { polite } = backends[execution.backend];
      await processes.stopTree(tree, { polite, clock: ctx.clock, known, onStep });
      return findStopReason(ctx, execution.id) ?? seen;
    }
    await pause(ctx, stopBell(execution.id), Math.min(POLL_MS, deadline - ctx.clock.now()), detach);
  }
}

/** Is it over, or why should it be? A look that fails, for want of a descriptor say, is taken again. */
function glance({ ctx, execution, tree, tail, led }: Scene, deadline: number): "over" | StopReason | undefined {
  try {
    if (exitOf(tree, led) || !processes.leaderAlive(led.leader)) return "over";
    const asked = findStopReason(ctx, execution.id);
    if (asked) return asked;
    if (ctx.clock.now() >= deadline) return "timeout";
    if (tail.bytes > ctx.config.MAX_OUTPUT_BYTES) return "output_limit";
    return freeBytes(ctx.config.data_dir) < ctx.config.MIN_FREE_DISK_BYTES ? "disk_full" : undefined;
  } catch (err) {
    ctx.log.error({ err, execution_id: execution.id }, "a run could not be looked at; looking again");
    return undefined;
  }
}

/** Before the first signal it is written down that the end is our doing, and why. */
function askToStop({ ctx, execution, attempt }: Scene, reason: StopReason): string {
  return ctx.db.tx((tx, after) => {
    requestStop(ctx, tx, after, execution.id, reason);
    return markSignalled(ctx, tx, attempt.id);
  });
}

/** What has ended is drained, swept, read to its last line and judged. */
async function end(scene: Scene, stopped: StopReason | undefined): Promise<void> {
  const { ctx, detach, tree, tail, known, led } = scene;
  // Whom a lost leader left goes on for no end: there is nothing to wait for.
  if (exitOf(tree, led)) await processes.drained(tree, ctx.clock, DRAIN_MS);
  processes.sweep(tree, known);
  await processes.endRecorders(tree, ctx.clock, RECORDER_MS);
  await tail.finish(detach);
  await persist(ctx, detach, () => settle(ctx, scene, endingOf(scene, stopped)));
}

/** The verdict: the backend's, unless we ended the run ourselves or nobody knows how it ended. */
function endingOf({ execution, tree, tail: { seen }, led }: Scene, stopped: StopReason | undefined): Ending {
  const exit = exitOf(tree, led);
  if (stopped) return { ...STOPS[stopped], reason: stopped, exit, seen };
  if (!exit) {
    const detail = "Its process was lost: it is gone and left no exit code.";
    return { status: "interrupted", reason: "lost", detail, seen };
  }
  const kind: BackendKind = backends[execution.backend];
  return { ...kind.settle(exit, seen), exit, seen };
}

/** The exit file; on a full disk there may be none, and the server that was there knows all the same. */
function exitOf({ dir, number }: processes.Tree, led: Led): processes.ExitRecord | undefined {
  return processes.readExit(processes.attemptFiles(dir, number)) ?? led.exit;
}

/** A story that failed is a bug here; the run must not go on with nobody to watch it. */
async function abandon(
  { ctx, detach }: Stage,
  claimed: Claimed,
  tree: processes.Tree,
  known: processes.Members,
  error: unknown,
): Promise<void> {
  ctx.log.error({ err: error, execution_id: tree.execution_id }, "the story of an execution broke off");
  await processes.stopTree(tree, { polite: "SIGTERM", clock: ctx.clock, known });
  const detail = `The server failed: ${messageOf(error)}`;
  await persist(ctx, detach, () => settle(ctx, claimed, { status: "failed", reason: "internal", detail }));
}
