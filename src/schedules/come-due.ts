import type { Context } from "~/context.ts";
import { isTransient } from "~/db/transient.ts";
import type { Tx } from "~/db/tx.ts";
import { isFull } from "~/executions/index.ts";
import type { Times } from "~/schedule/cron.ts";
import { type FireRow, note } from "./fire-store.ts";
import { firesSince, isLate, whyMissed } from "./judge.ts";
import { isSame, planFromNow, type Rule, readTimes, standing } from "./plan.ts";
import { failFire, startFire } from "./start.ts";
import { removeSchedule, setSchedule } from "./store.ts";

const MOST_MISSED_AT_ONCE = 500;

type Take = (row: FireRow) => void;

/**
 * Deals with what has come due of one trigger: writes down what was missed, else fires one nominal time. That, the
 * execution and the time that is next are one durable transaction, so that no nominal time fires twice. `seen` is when
 * somebody looked first: whether it is late is judged by that.
 */
export function comeDue(ctx: Context, trigger_id: string, seen: number): void {
  try {
    ctx.db.tx((tx, after) => moveOn(ctx, tx, trigger_id, seen, (row) => startFire(ctx, tx, after, row)), {
      durable: true,
    });
  } catch (err) {
    if (isTransient(err)) throw err;
    ctx.log.error({ err, trigger_id }, "a schedule could not fire");
    ctx.db.tx((tx) => moveOn(ctx, tx, trigger_id, seen, (row) => failFire(tx, row, err)), { durable: true });
  }
}

function moveOn(ctx: Context, tx: Tx, trigger_id: string, seen: number, take: Take): void {
  const { schedule, rule } = standing(tx, trigger_id);
  const now = ctx.clock.now();
  if (!rule) removeSchedule(tx, trigger_id);
  if (!rule || !schedule?.next_run_at) return;
  const isSetBack = Date.parse(schedule.since) > now;
  if (isSetBack || !isSame(schedule, rule)) {
    planFromNow(ctx, tx, trigger_id, rule, schedule);
    return;
  }
  const due = Date.parse(schedule.next_run_at);
  if (due > now) return;
  const times = readTimes(ctx, trigger_id, rule);
  const last = times ? settleDue(ctx, tx, { trigger_id, rule, times, due, now: Math.min(seen, now), take }) : due;
  const next = times?.next(last);
  const last_nominal = ctx.clock.iso(last);
  const next_run_at = next === undefined ? null : ctx.clock.iso(next);
  setSchedule(tx, trigger_id, { since: last_nominal, last_nominal, next_run_at });
}

interface Due {
  trigger_id: string;
  rule: Rule;
  times: Times;
  due: number;
  now: number;
  take: Take;
}

/** Answers the nominal time up to which all is dealt with. */
function settleDue(ctx: Context, tx: Tx, { trigger_id, rule, times, due, now, take }: Due): number {
  const late = isLate(due, now);
  const fires = late ? firesSince(times, rule.catch_up, now) : due;
  if (due >= fires) {
    const row = note(ctx, tx, { trigger_id, nominal: due, outcome: "waiting", catch_up: late });
    if (row && !isFull(ctx)) take(row);
    return due;
  }
  let last = due;
  let nominal: number | undefined = due;
  for (let count = 0; nominal !== undefined && nominal < fires && count < MOST_MISSED_AT_ONCE; count++) {
    ctx.metrics.schedule_missed.inc();
    note(ctx, tx, { trigger_id, nominal, outcome: "missed", why: whyMissed(rule.catch_up, nominal, now) });
    last = nominal;
    nominal = times.next(nominal);
  }
  return last;
}
