import type { Context } from "~/context.ts";
import { messageOf } from "~/kit/fault.ts";
import { stopTree } from "~/process/index.ts";
import { QUEUE } from "./bells.ts";
import { Census } from "./census.ts";
import { type Claimed, claimNext } from "./queue.ts";
import { listUnfinished, removeLeftovers, resume, stopAll } from "./recover.ts";
import { run, type Stage } from "./run.ts";
import { settle } from "./settle.ts";
import { executionDir } from "./start.ts";

/** After a claim that failed: the disk may be full, and room may come. */
const RETRY_MS = 1_000;

export interface Engine {
  /** Claims no more; `stop` ends what runs, `detach` leaves it to the next start. Resolves when every story is told. */
  close(mode: "detach" | "stop"): Promise<void>;
}

/** Picks up what an earlier boot left, then claims from the queue whenever its bell rings. */
export function startExecutions(ctx: Context): Engine {
  const detach = new AbortController();
  const stage: Stage = { ctx, census: new Census(ctx.clock), detach: detach.signal };
  const stories = new Set<Promise<void>>();
  const tell = (claimed: Claimed, story: Promise<void>) => {
    const told = story.catch((error) => abandon(ctx, claimed, error)).finally(() => stories.delete(told));
    stories.add(told);
  };

  removeLeftovers(ctx);
  for (const claimed of listUnfinished(ctx)) tell(claimed, resume(stage, claimed));

  let closing = false;
  let armed = false;
  // One claim a turn of the loop: a spawn takes a millisecond that answers should not wait for.
  const next = () => {
    armed = false;
    const claimed = closing ? undefined : claim();
    if (!claimed) return;
    tell(claimed, run(stage, claimed));
    arm();
  };
  const claim = () => {
    try {
      return claimNext(ctx);
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
  const off = ctx.bells.on(QUEUE, () => arm());
  arm();

  return {
    async close(mode) {
      closing = true;
      off();
      if (mode === "stop") stopAll(ctx);
      else detach.abort();
      while (stories.size > 0) await Promise.all(stories);
      stage.census.close();
    },
  };
}

/** A story that failed is a bug here; the run must not go on with nobody to watch it. */
async function abandon(ctx: Context, claimed: Claimed, error: unknown): Promise<void> {
  const { execution, attempt } = claimed;
  ctx.log.error({ err: error, execution_id: execution.id }, "the story of an execution broke off");
  const { pid, pid_started: started, machine_boot } = attempt;
  const leader = pid !== null && started !== null && machine_boot !== null ? { pid, started, machine_boot } : undefined;
  const tree = { execution_id: execution.id, dir: executionDir(ctx, execution.id), number: attempt.number, leader };
  try {
    await stopTree(tree, { polite: "SIGTERM", clock: ctx.clock });
    settle(ctx, claimed, { status: "failed", reason: "internal", detail: `The server failed: ${messageOf(error)}` });
  } catch (err) {
    // The row stays as it is, and the next start finds it.
    ctx.log.fatal({ err, execution_id: execution.id }, "an execution could not be settled");
  }
}
