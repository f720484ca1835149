import { eq, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Orm, Tx } from "~/db/tx.ts";
import { QUEUE } from "./bells.ts";
import { slots } from "./tables.ts";

/** How many executions of a slot may run at once; null is no limit. It holds for what waits already, too. */
export function setSlotLimit(ctx: Context, tx: Tx, after: After, slot: string, slot_limit: number | null): void {
  if (ctx.db.prepared(selectLimit).get({ slot })?.slot_limit === slot_limit) return;
  tx.insert(slots).values({ slot, slot_limit }).onConflictDoUpdate({ target: slots.slot, set: { slot_limit } }).run();
  after(() => ctx.bells.ring(QUEUE));
}

const selectLimit = (orm: Orm) =>
  orm
    .select()
    .from(slots)
    .where(eq(slots.slot, sql.placeholder("slot")))
    .prepare();
