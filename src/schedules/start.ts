import type { Context } from "~/context.ts";
import { isTransient } from "~/db/transient.ts";
import type { After, Tx } from "~/db/tx.ts";
import { isFull } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import { type Fired, fire } from "~/triggers/index.ts";
import { type FireRow, oldestWaiting, settleFire } from "./fire-store.ts";
import { standing } from "./plan.ts";

/** Submits the execution of a fire. Nothing starts of what was disabled while it waited for room in the queue. */
export function startFire(ctx: Context, tx: Tx, after: After, row: FireRow): void {
  const { id: fire_id, trigger_id, nominal_at, catch_up } = row;
  const { trigger, rule } = standing(tx, trigger_id);
  if (!trigger || !rule?.active) {
    const why = "The trigger was deleted, disabled or paused while the queue was full.";
    settleFire(tx, fire_id, { outcome: "skipped", why });
    return;
  }
  const fired_at = ctx.clock.iso();
  const payload: Fired = {
    ...{ nominal_time: nominal_at, fired_at, trigger: { id: trigger_id, name: trigger.name } },
    ...{ late_ms: Date.parse(fired_at) - Date.parse(nominal_at), catch_up },
  };
  ctx.metrics.schedule_lag.observe(payload.late_ms / 1_000);
  const cause = { origin: "schedule", request_id: ctx.newId("request"), fire_id } as const;
  const submitted = fire(ctx, tx, after, trigger, { payload }, cause);
  if ("skipped" in submitted) settleFire(tx, fire_id, { outcome: "skipped", why: submitted.skipped });
  else settleFire(tx, fire_id, { outcome: "fired", fired_at, ...submitted });
}

export function failFire(tx: Tx, { id }: FireRow, error: unknown): void {
  const why = error instanceof Fault ? error.message : "the server failed, and its log says how.";
  settleFire(tx, id, { outcome: "failed", why: `It could not be started: ${why}` });
}

/** Starts the oldest that waits for room in the queue. False when there is none, or no room. */
export function startWaiting(ctx: Context): boolean {
  const row = oldestWaiting(ctx);
  if (!row || isFull(ctx)) return false;
  try {
    ctx.db.tx((tx, after) => startFire(ctx, tx, after, row), { durable: true });
  } catch (err) {
    if (isTransient(err)) throw err;
    ctx.log.error({ err, fire_id: row.id }, "a fire of a schedule could not be started");
    ctx.db.tx((tx) => failFire(tx, row, err));
  }
  return true;
}
