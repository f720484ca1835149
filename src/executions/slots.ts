import { and, eq } from "drizzle-orm";
import type { Tx } from "~/db/tx.ts";
import { executions } from "./tables.ts";

/** A changed limit holds for what waits already. */
export function setSlotLimit(tx: Tx, slot: string, slot_limit: number | null): void {
  tx.update(executions)
    .set({ slot_limit })
    .where(and(eq(executions.slot, slot), eq(executions.status, "queued")))
    .run();
}
