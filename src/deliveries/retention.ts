import { and, inArray, lte, notInArray, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { deliveriesAtWork } from "~/executions/index.ts";
import { forgetChanges } from "~/triggers/index.ts";
import { dedupe_keys, deliveries } from "./tables.ts";

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
const SLICE = 1_000;
/** Between two slices others get their turn. */
const PAUSE_MS = 50;

/** Removes what is older than RETENTION_DAYS, every hour, a slice at a time, but for what work goes on about, or waits. */
export function startRetention(ctx: Context): void {
  let cancel = () => {};
  const look = () => {
    let removed = 0;
    try {
      removed = removeOld(ctx);
    } catch (err) {
      ctx.log.error({ err }, "old deliveries cannot be removed now; trying again in an hour");
    }
    cancel = ctx.clock.after(removed < SLICE ? HOUR_MS : PAUSE_MS, look);
  };
  cancel = ctx.clock.after(PAUSE_MS, look);
  ctx.disposer.defer(() => cancel());
}

/** Removes the oldest thousand of what is too old; answers how many there were. */
export function removeOld(ctx: Context): number {
  const before = ctx.clock.iso(ctx.clock.now() - ctx.config.RETENTION_DAYS * DAY_MS);
  return ctx.db.tx((tx) => {
    const old = tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(
        and(
          sql`${deliveries.received_at} <= ${before} AND ${deliveries.status} <> 'waiting'`,
          notInArray(deliveries.id, deliveriesAtWork(tx)),
        ),
      )
      .orderBy(deliveries.received_at)
      .limit(SLICE);
    const removed = tx.delete(deliveries).where(inArray(deliveries.id, old)).returning({ id: deliveries.id }).all();
    tx.delete(dedupe_keys).where(lte(dedupe_keys.expires_at, ctx.clock.iso())).run();
    forgetChanges(tx, before);
    return removed.length;
  });
}
