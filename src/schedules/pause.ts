import { type Act, audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { getTrigger } from "~/triggers/index.ts";
import { SCHEDULES } from "./bells.ts";
import { planFromNow, ruleOf, standing } from "./plan.ts";
import { setSchedule } from "./store.ts";

/** Nothing of it fires from now on; its trigger can be run by hand all the same. */
export function pauseSchedule(ctx: Context, trigger_id: string): void {
  setTo(ctx, trigger_id, "schedule.paused", ctx.clock.iso());
}

/** It goes on with what is next from now on: what it would have fired meanwhile is not made up. */
export function resumeSchedule(ctx: Context, trigger_id: string): void {
  setTo(ctx, trigger_id, "schedule.resumed", null);
}

function setTo(ctx: Context, trigger_id: string, action: Act["action"], paused_at: string | null): void {
  ctx.db.tx((tx, after) => {
    const trigger = getTrigger(tx, trigger_id);
    const { schedule: before } = standing(tx, trigger_id);
    const rule = ruleOf(trigger, paused_at);
    if (!before || !rule)
      throw new Fault("not_found", `${trigger_id} has no schedule: its source is ${trigger.source_kind}.`);
    if ((before.paused_at === null) === (paused_at === null)) return;
    planFromNow(ctx, tx, trigger_id, rule, before);
    setSchedule(tx, trigger_id, { paused_at });
    audit(ctx, tx, { action, subject_id: trigger_id, before: { paused_at: before.paused_at }, after: { paused_at } });
    after(() => ctx.bells.ring(SCHEDULES));
  });
}
