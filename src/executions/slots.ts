import { and, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { QUEUE } from "./bells.ts";
import { executions } from "./tables.ts";

/** A changed limit holds for what waits already, and may let it start. */
export function setSlotLimit(ctx: Context, tx: Tx, after: After, slot: string, slot_limit: number | null): void {
  tx.update(executions)
    .set({ slot_limit })
    .where(and(eq(executions.slot, slot), eq(executions.status, "queued")))
    .run();
  after(() => ctx.bells.ring(QUEUE));
}
