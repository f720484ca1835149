import { lte, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { type Aging, agingRows } from "~/db/aging.ts";
import { forgetChanges } from "~/triggers/index.ts";
import { dedupe_keys, deliveries } from "./tables.ts";

/** What came in, but for what waits to be started and what an execution is not done with. */
export function agingDeliveries(ctx: Context): Aging {
  const rows = agingRows("deliveries", deliveries, deliveries.id, (before) => {
    return sql`${deliveries.received_at} <= ${before} AND ${deliveries.status} <> 'waiting' AND NOT ${NEEDED}`;
  });
  return {
    due: rows.due,
    remove(tx, after, before, most) {
      tx.delete(dedupe_keys).where(lte(dedupe_keys.expires_at, ctx.clock.iso())).run();
      forgetChanges(tx, before);
      return rows.remove(tx, after, before, most);
    },
  };
}

const NEEDED = sql`EXISTS (
  SELECT 1 FROM executions
  WHERE executions.delivery_id = ${deliveries.id} AND executions.status IN ('queued', 'starting', 'running', 'waiting'))`;
