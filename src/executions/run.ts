import { persist } from "~/db/persist.ts";
import { messageOf } from "~/kit/fault.ts";
import * as processes from "~/process/index.ts";
import { stopBell } from "./bells.ts";
import { end } from "./end.ts";
import { live, watch } from "./live.ts";
import { takePlace } from "./place.ts";
import { enterProject } from "./project.ts";
import type { Claimed } from "./queue.ts";
import type { Led, Scene, Stage } from "./scene.ts";
import { type Ending, settle } from "./settle.ts";
import { executionDir, StartError, start } from "./start.ts";
import { STOPS } from "./status.ts";
import { findStopReason, markRunning } from "./store.ts";
import { Tail } from "./tail.ts";

/** The story of one attempt, from the claim to the verdict. */
export async function run(stage: Stage, claimed: Claimed): Promise<void> {
  const { ctx, detach } = stage;
  const led = await spawned(stage, claimed);
  if ("status" in led) return persist(ctx, detach, () => settle(ctx, claimed, led));
  await follow(stage, claimed, led);
}

/** The process, or why there is none. */
async function spawned({ ctx, detach }: Stage, claimed: Claimed): Promise<Led | Ending> {
  const { id } = claimed.execution;
  try {
    await persist(ctx, detach, () => enterProject(ctx, claimed.execution, detach));
    const place = await persist(ctx, detach, () => takePlace(ctx, claimed));
    const asked = findStopReason(ctx, id);
    if (asked) return { ...STOPS[asked], reason: asked, nothing_ran: true };
    const { exited, kept, ...leader } = start(ctx, claimed, place);
    const led: Led = { leader, kept };
    void kept.then((whole) => {
      led.cut = !whole;
      if (led.cut) ctx.bells.ring(stopBell(id));
    });
    void exited.then((exit) => {
      led.exit = exit;
      ctx.bells.ring(stopBell(id));
    });
    return led;
  } catch (error) {
    // The next start finds it.
    if (detach.aborted && !(error instanceof StartError)) throw error;
    if (error instanceof StartError)
      return { status: "failed", reason: error.reason, detail: error.message, nothing_ran: true };
    ctx.log.error({ err: error, execution_id: id }, "an execution could not be started");
    return {
      status: "failed",
      reason: "internal",
      detail: `The server failed: ${messageOf(error)}`,
      nothing_ran: true,
    };
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
    tail = new Tail(ctx, execution, attempt, dir, led);
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

/** A story that failed is a bug here; the run must not go on with nobody to watch it. */
async function abandon(
  { ctx, detach }: Stage,
  claimed: Claimed,
  tree: processes.Tree,
  known: processes.Members,
  error: unknown,
): Promise<void> {
  ctx.log.error({ err: error, execution_id: tree.execution_id }, "the story of an execution broke off");
  await persist(ctx, detach, () => processes.stopTree(tree, { polite: "SIGTERM", clock: ctx.clock, known }));
  const detail = `The server failed: ${messageOf(error)}`;
  await persist(ctx, detach, () => settle(ctx, claimed, { status: "failed", reason: "internal", detail }));
}
