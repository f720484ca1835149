import type { Context } from "~/context.ts";
import type { Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { type Times, timesOf } from "~/schedule/cron.ts";
import { type CatchUp, listTriggersOf, scheduleRule, type TriggerRow, triggersById } from "~/triggers/index.ts";
import { isDone, note } from "./fire-store.ts";
import { findSchedule, listAllSchedules, putSchedule, removeSchedule, type ScheduleRow } from "./store.ts";

/** What the schedule of a trigger is to be. */
export interface Rule {
  cron: string;
  timezone: string;
  /** Neither the trigger is disabled nor its schedule paused. */
  active: boolean;
  /** Holds when something comes due, so a change of it plans nothing anew. */
  catch_up: CatchUp;
}

/** Undefined for a trigger that the clock does not start. */
export function ruleOf(trigger: TriggerRow | undefined, paused_at: string | null): Rule | undefined {
  if (trigger?.source.kind !== "schedule") return undefined;
  const { catch_up } = trigger.source;
  return { ...scheduleRule(trigger.source), active: trigger.enabled && paused_at === null, catch_up };
}

/** A trigger's schedule as it is, and as it is to be. */
export function standing(queries: Queries, trigger_id: string) {
  const schedule = findSchedule(queries, trigger_id);
  const [trigger] = triggersById(queries, [trigger_id]);
  return { schedule, trigger, rule: ruleOf(trigger, schedule?.paused_at ?? null) };
}

export function isSame(a: ScheduleRow, b: Rule): boolean {
  return a.cron === b.cron && a.timezone === b.timezone && a.active === b.active;
}

/** Makes the schedules what their triggers say. Whose rule has changed is reckoned from now; the others stay. */
export function planAll(ctx: Context): void {
  ctx.db.tx((tx) => {
    const left = new Map(listAllSchedules(tx).map((row) => [row.trigger_id, row]));
    for (const trigger of listTriggersOf(ctx, "schedule")) {
      const before = left.get(trigger.id);
      left.delete(trigger.id);
      const rule = ruleOf(trigger, before?.paused_at ?? null);
      if (rule && !(before && isSame(before, rule))) planFromNow(ctx, tx, trigger.id, rule, before);
    }
    for (const trigger_id of left.keys()) removeSchedule(tx, trigger_id);
  });
}

/** What had come due by the old rule and was not looked at yet is skipped, so that somebody sees it. */
export function planFromNow(ctx: Context, tx: Tx, trigger_id: string, rule: Rule, before?: ScheduleRow): void {
  const due = before?.next_run_at ? Date.parse(before.next_run_at) : Number.POSITIVE_INFINITY;
  if (due <= ctx.clock.now()) {
    const why = "The trigger was changed, disabled or paused before it could fire.";
    note(ctx, tx, { trigger_id, nominal: due, outcome: "skipped", why });
  }
  const times = rule.active ? readTimes(ctx, trigger_id, rule) : undefined;
  const next_run_at = times ? firstAfter(ctx, tx, trigger_id, times) : null;
  const { cron, timezone, active } = rule;
  putSchedule(tx, { trigger_id, cron, timezone, active, since: ctx.clock.iso(), next_run_at });
}

/** Undefined for a rule that cannot be read any more: one such must not stop the others. */
export function readTimes(ctx: Context, trigger_id: string, { cron, timezone }: Rule): Times | undefined {
  try {
    return timesOf(cron, timezone);
  } catch (err) {
    if (!(err instanceof Fault)) throw err;
    ctx.log.error({ err, trigger_id }, "a schedule cannot be read any more, so it does not fire: change it");
    return undefined;
  }
}

/** After a clock was set back, some of what lies ahead has been dealt with already. */
function firstAfter(ctx: Context, tx: Tx, trigger_id: string, { next }: Times): string | null {
  for (let nominal = next(ctx.clock.now()); nominal !== undefined; nominal = next(nominal))
    if (!isDone(tx, trigger_id, ctx.clock.iso(nominal))) return ctx.clock.iso(nominal);
  return null;
}
