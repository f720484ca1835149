import { type BackendKind, backends } from "~/backends/index.ts";
import { countsMinutes } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { isTransient } from "~/db/transient.ts";
import { freeBytes } from "~/kit/disk.ts";
import * as processes from "~/process/index.ts";
import { stopBell } from "./bells.ts";
import { brake } from "./brake.ts";
import { requestStop } from "./cancel.ts";
import { pause } from "./pause.ts";
import { exitOf, type Scene } from "./scene.ts";
import type { StopReason } from "./status.ts";
import { type AttemptRow, findStopReason, markSignalled, notePeak, noteStep, spenderOf } from "./store.ts";
import type { Tail } from "./tail.ts";

const POLL_MS = 1_000;
/** A peak is written when it has grown by this much: every second would be a row too many. */
const GROWTH = 1.1;

/** Waits for the end, and brings it about when somebody asks for it or a limit is crossed. */
export async function live(scene: Scene): Promise<StopReason | "detached" | undefined> {
  const { ctx, detach, execution, attempt, tree, tail, known, led } = scene;
  const deadline = Date.parse(attempt.ran_at ?? attempt.started_at) + execution.timeout_ms;
  for (;;) {
    tail.look();
    tail.check();
    measure(scene);
    const seen = glance(scene, deadline);
    if (seen === "over") return attempt.signalled_at ? findStopReason(ctx, execution.id) : undefined;
    if (detach.aborted) return "detached";
    if (seen) {
      // Its output is at its end, and what is to be written down of it needs the room that this takes.
      if (led.cut) await tail.finish(detach);
      attempt.signalled_at = await persist(ctx, detach, () => askToStop(scene, seen));
      const onStep = (signal: string) => {
        ctx.metrics.child_kills.inc({ signal });
        tail.note(`[sending ${signal}]`);
        noteStep(ctx, attempt, signal);
      };
      const { polite } = backends[attempt.backend];
      await persist(ctx, detach, () => processes.stopTree(tree, { polite, clock: ctx.clock, known, onStep }));
      return findStopReason(ctx, execution.id) ?? seen;
    }
    await pause(ctx, stopBell(execution.id), Math.min(POLL_MS, deadline - ctx.clock.now()), detach);
  }
}

/** Is it over, or why should it be? A look that fails, for want of a descriptor say, is taken again. */
function glance(
  { ctx, execution, attempt, tree, tail, led }: Scene,
  deadline: number,
): "over" | StopReason | undefined {
  try {
    if (exitOf(tree, led) || !processes.leaderAlive(led.leader)) return "over";
    const asked = findStopReason(ctx, execution.id);
    if (asked) return asked;
    if (ctx.clock.now() >= deadline) return "timeout";
    if (isSilent(ctx, attempt, tail)) return "silent";
    if (tail.bytes > ctx.config.MAX_OUTPUT_BYTES) return "output_limit";
    if (led.cut) return "disk_full";
    return freeBytes(ctx.config.data_dir) < ctx.config.MIN_FREE_DISK_BYTES ? "disk_full" : undefined;
  } catch (err) {
    ctx.log.error({ err, execution_id: execution.id }, "a run could not be looked at; looking again");
    return undefined;
  }
}

/** A dialect says something now and then: who does not retries where nobody sees it. A plain command may be silent. */
function isSilent({ config }: Context, attempt: AttemptRow, { silent_ms, heard }: Tail): boolean {
  const kind: BackendKind = backends[attempt.backend];
  if (kind.plain) return false;
  if (!heard && kind.silent_start_ms !== undefined && silent_ms > kind.silent_start_ms) return true;
  return silent_ms > config.STALE_EXECUTION_THRESHOLD_SECS * 1_000;
}

/** A lock or a full disk passes, and must end no run: what cannot be written now, a later look writes. */
function measure(scene: Scene): void {
  try {
    weigh(scene);
    watchMinutes(scene);
  } catch (err) {
    if (!isTransient(err)) throw err;
    scene.ctx.log.error({ err, execution_id: scene.execution.id }, "a run could not be measured; trying again");
  }
}

function weigh({ ctx, attempt, tree, known }: Scene): void {
  const bytes = processes.memoryOf(tree, known);
  if (bytes > (attempt.peak_memory_bytes ?? 0) * GROWTH) notePeak(ctx, attempt, bytes);
}

/** Time passes without a signal of the CLI. */
function watchMinutes({ ctx, execution, attempt }: Scene): void {
  if (!countsMinutes(ctx, spenderOf(execution, attempt))) return;
  ctx.db.tx((tx, after) => brake(ctx, tx, after, execution, attempt, "minutes"));
}

/** Before the first signal it is written down that the end is our doing, and why. */
function askToStop({ ctx, execution, attempt }: Scene, reason: StopReason): string {
  return ctx.db.tx((tx, after) => {
    requestStop(ctx, tx, after, execution.id, reason);
    return markSignalled(ctx, tx, attempt.id);
  });
}

/** The files' own events; where there is no watch to be had, the poll does. */
export function watch(ctx: Context, id: string, dir: string, tail: Tail): () => void {
  try {
    return processes.watchAttempt(dir, (name) => {
      tail.look();
      if (name?.endsWith(".exit")) ctx.bells.ring(stopBell(id));
    });
  } catch (err) {
    ctx.log.warn({ err, execution_id: id }, "the output cannot be watched; it is polled");
    return () => {};
  }
}
