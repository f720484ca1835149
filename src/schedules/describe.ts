import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { timesOf } from "~/schedule/cron.ts";
import { dstWarnings } from "~/schedule/dst.ts";
import { wordsOf } from "~/schedule/words.ts";
import { offsetText, openZone } from "~/schedule/zone.ts";
import { getTrigger, type ScheduleSource, scheduleRule, triggersById } from "~/triggers/index.ts";
import { countFires, type FireRow, lastFire, listFires, type Outcome } from "./fire-store.ts";
import type { Fire, Outlook, Schedule, ScheduleDetail } from "./model.ts";
import { findSchedule, listSchedules, type ScheduleRow } from "./store.ts";

const UPCOMING = 10;
const YEAR_MS = 366 * 24 * 3_600_000;

/** A source before it is saved: when it would fire. */
export function outlookOf(ctx: Context, source: ScheduleSource): Outlook {
  const { cron, timezone } = scheduleRule(source);
  const { next } = timesOf(cron, timezone);
  const zone = openZone(timezone);
  const now = ctx.clock.now();
  const upcoming: Outlook["upcoming"] = [];
  for (let at = next(now); at !== undefined && upcoming.length < UPCOMING; at = next(at)) {
    const utc_offset = offsetText(zone.offsetAt(at));
    upcoming.push({ nominal_at: ctx.clock.iso(at), local_time: zone.local(at), utc_offset });
  }
  const dst_warnings = dstWarnings(cron, timezone, now, now + YEAR_MS);
  return { cron, timezone, words: wordsOf(cron), upcoming, dst_warnings };
}

/** Throws a Fault `not_found` for a trigger that the clock does not start. */
export function describeSchedule(ctx: Context, trigger_id: string): ScheduleDetail {
  const trigger = getTrigger(ctx.db.orm, trigger_id);
  const row = findSchedule(ctx.db.orm, trigger_id);
  if (trigger.source.kind !== "schedule" || !row)
    throw new Fault("not_found", `${trigger_id} has no schedule: its source is ${trigger.source.kind}.`);
  const [schedule] = describe(ctx, [row]);
  if (!schedule) throw new Error(`${trigger_id} went while it was described`);
  return { ...schedule, ...outlookOf(ctx, trigger.source) };
}

export function describePage(ctx: Context, query: { limit: number; cursor?: string }) {
  const { page, next_cursor } = listSchedules(ctx.db.orm, query);
  return { schedules: describe(ctx, page), next_cursor };
}

function describe(ctx: Context, rows: ScheduleRow[]): Schedule[] {
  const ids = rows.map(({ trigger_id }) => trigger_id);
  const triggers = new Map(triggersById(ctx.db.orm, ids).map((trigger) => [trigger.id, trigger]));
  const counted = countFires(ctx.db.orm, ids);
  return rows.flatMap(({ trigger_id, cron, timezone, next_run_at, last_nominal, paused_at }) => {
    const trigger = triggers.get(trigger_id);
    if (!trigger) return [];
    const own = counted.filter((each) => each.trigger_id === trigger_id);
    const count = (outcome: Outcome) => own.find((each) => each.outcome === outcome)?.count ?? 0;
    const last = lastFire(ctx.db.orm, trigger_id);
    return {
      ...{ trigger_id, trigger_name: trigger.name, cron, timezone, words: wordsOf(cron) },
      ...{ enabled: trigger.enabled, paused_at, next_run_at, last_nominal },
      last_fire: last ? describeFire(last) : null,
      counts: {
        ...{ fired: count("fired"), waiting: count("waiting"), missed: count("missed") },
        ...{ skipped: count("skipped"), failed: count("failed") },
      },
    };
  });
}

/** Those of a trigger that is gone as well. Throws a Fault `not_found` when there never was one with a schedule. */
export function describeFires(
  ctx: Context,
  trigger_id: string,
  query: { limit: number; cursor?: string; outcome?: Outcome },
) {
  const { page, next_cursor } = listFires(ctx.db.orm, trigger_id, query);
  if (page.length === 0) getTrigger(ctx.db.orm, trigger_id);
  return { fires: page.map(describeFire), next_cursor };
}

function describeFire(row: FireRow): Fire {
  const { fired_at, nominal_at } = row;
  return { ...row, late_ms: fired_at === null ? null : Date.parse(fired_at) - Date.parse(nominal_at) };
}
