import { ACCOUNTS } from "~/accounts/index.ts";
import { BUDGETS } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { freeBytes } from "~/kit/disk.ts";
import { removeUnlisted } from "./artifacts/keep.ts";
import { QUEUE } from "./bells.ts";
import { Census } from "./census.ts";
import { followExecutions } from "./follow.ts";
import { nextRelease, releaseLimited } from "./hold.ts";
import { adoptEarlier, anyReady } from "./lanes.ts";
import { leaveProject } from "./project.ts";
import { type Claimed, claimNext } from "./queue.ts";
import { listUnfinished, removeLeftovers, resume, stopAll } from "./recover.ts";
import { run } from "./run.ts";
import type { Stage } from "./scene.ts";

/** After a claim that failed: the disk may be full, and room may come. */
const RETRY_MS = 1_000;
const LOOK_MS = 1_000;

export interface Engine {
  /** Claims no more; `stop` ends what runs, `detach` leaves it to the next start. Resolves when every story is told. */
  close(mode: "detach" | "stop"): Promise<void>;
}

/** Picks up what an earlier boot left, then claims from the queue whenever its bell rings. */
export function startExecutions(ctx: Context): Engine {
  const detach = new AbortController();
  const stage: Stage = { ctx, census: new Census(ctx.clock, ctx.log), detach: detach.signal };
  // A start that goes no further leaves what it found as it was.
  ctx.disposer.defer(() => detach.abort());
  const stories = new Set<Promise<void>>();
  const tell = (claimed: Claimed, story: Promise<void>) => {
    const told = story
      // Its row stays as it is, and the next start finds it: a failure, unless the server goes and means just that.
      .catch((err) => {
        const level = detach.signal.aborted ? "info" : "fatal";
        ctx.log[level]({ err, execution_id: claimed.execution.id }, "an execution was left behind");
      })
      .finally(() => stories.delete(told));
    stories.add(told);
  };

  adoptEarlier(ctx);
  followExecutions(ctx, "worktrees", (tx, after, news) => leaveProject(ctx, tx, after, news));
  const cleaned = Promise.all([removeLeftovers(ctx), removeUnlisted(ctx)]);
  for (const claimed of listUnfinished(ctx)) tell(claimed, resume(stage, claimed));

  let closing = false;
  let armed = false;
  // One claim a turn of the loop: a spawn takes a millisecond that answers should not wait for.
  const next = () => {
    armed = false;
    const claimed = closing ? undefined : claim();
    if (!claimed) return watchForRelease();
    if (claimed !== "again") tell(claimed, run(stage, claimed));
    arm();
  };
  const claim = () => {
    try {
      if (freeBytes(ctx.config.data_dir) >= ctx.config.MIN_FREE_DISK_BYTES) return claimNext(ctx);
      arm(RETRY_MS);
      return undefined;
    } catch (err) {
      ctx.log.error({ err }, "nothing can be claimed from the queue");
      arm(RETRY_MS);
      return undefined;
    }
  };
  const arm = (ms = 0) => {
    if (armed || closing) return;
    armed = true;
    ctx.clock.after(ms, next);
  };
  // Not one timer until then: the machine may sleep, and its clock be set.
  let unwatch = () => {};
  const watchForRelease = () => {
    unwatch();
    if (closing) return;
    // Memory that comes back and a budget's new day ring no bell.
    if (anyReady(ctx)) unwatch = ctx.clock.after(LOOK_MS, () => arm());
    else watchUntil(nextRelease(ctx));
  };
  const watchUntil = (at: string | undefined) => {
    if (at === undefined) return;
    const ms = Math.min(LOOK_MS, Math.max(0, Date.parse(at) - ctx.clock.now()));
    unwatch = ctx.clock.after(ms, () => (ctx.clock.iso() >= at ? arm() : watchForRelease()));
  };
  // A slice a turn of the loop, for tens of thousands may be held.
  const release = () => {
    try {
      if (!closing && ctx.db.tx((_tx, after) => releaseLimited(ctx, after))) ctx.clock.after(0, release);
    } catch (err) {
      ctx.log.error({ err }, "what waits for an account cannot be let go; trying again");
      ctx.clock.after(RETRY_MS, release);
    }
    arm();
  };
  const offs = [...[QUEUE, BUDGETS].map((bell) => ctx.bells.on(bell, () => arm())), ctx.bells.on(ACCOUNTS, release)];
  arm();

  return {
    async close(mode) {
      closing = true;
      for (const off of offs) off();
      unwatch();
      if (mode === "stop") await persist(ctx, detach.signal, () => stopAll(ctx));
      else detach.abort();
      await cleaned;
      while (stories.size > 0) await Promise.all(stories);
      stage.census.close();
    },
  };
}
