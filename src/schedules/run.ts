import type { Context } from "~/context.ts";
import { QUEUE } from "~/executions/index.ts";
import { startTicker } from "~/schedule/ticker.ts";
import { TRIGGERS } from "~/triggers/index.ts";
import { SCHEDULES } from "./bells.ts";
import { comeDue } from "./come-due.ts";
import { oldestWaiting } from "./fire-store.ts";
import { planAll } from "./plan.ts";
import { startWaiting } from "./start.ts";
import { listDue, nextDue } from "./store.ts";

const MOST_AT_ONCE = 50;
const RETRY_MS = 1_000;

/** Fires what comes due, from now on and what came due while nobody was there. */
export function startSchedules(ctx: Context): void {
  let planned = false;
  const plan = () => {
    if (planned) return;
    planAll(ctx);
    planned = true;
  };
  const takeDue = dueTaker(ctx);
  ctx.vitals.beat("scheduler");
  const look = () => {
    ctx.vitals.beat("scheduler");
    const acts = [plan, () => takeWaiting(ctx), takeDue];
    const done = acts.map((act) => attempt(ctx, act)).every(Boolean);
    return done ? nextDue(ctx) : ctx.clock.now() + RETRY_MS;
  };
  const ticker = startTicker(ctx.clock, look);
  // What a person has changed shows at once; firing may wait for its turn.
  const offTriggers = ctx.bells.on(TRIGGERS, () => {
    planned = false;
    attempt(ctx, plan);
    ticker.ring();
  });
  const offSchedules = ctx.bells.on(SCHEDULES, ticker.ring);
  // Hundreds of a moment ask once.
  let asked = false;
  const offQueue = ctx.bells.on(QUEUE, () => {
    if (asked) return;
    asked = true;
    ctx.clock.after(0, () => {
      asked = false;
      if (oldestWaiting(ctx)) ticker.ring();
    });
  });
  ctx.disposer.defer(() => {
    offTriggers();
    offSchedules();
    offQueue();
    ticker.stop();
  });
}

function takeWaiting(ctx: Context): void {
  for (let i = 0; i < MOST_AT_ONCE && startWaiting(ctx); i++);
}

/** One that fails does not stand in the way of the others, and is no later for it: it was seen when it came due. */
function dueTaker(ctx: Context): () => void {
  let failed = new Map<string, number>();
  return () => {
    const now = ctx.clock.now();
    const seen = listDue(ctx, MOST_AT_ONCE).map((id): [string, number] => [id, failed.get(id) ?? now]);
    failed = new Map(seen.filter(([id, since]) => !attempt(ctx, () => comeDue(ctx, id, since))));
    if (failed.size > 0) throw new Error(`the schedules of ${[...failed.keys()].join(", ")} could not go on`);
  };
}

function attempt(ctx: Context, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (err) {
    ctx.log.error({ err }, "schedules could not go on; trying again");
    return false;
  }
}
