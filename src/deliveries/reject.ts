import { lte } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { bodyHash } from "./dedupe-key.ts";
import { rejected_deliveries } from "./tables.ts";

const RING = 1_000;

type Rejected = Pick<typeof rejected_deliveries.$inferInsert, "address" | "path" | "trigger_id" | "event" | "verdict">;

/** Of what nobody vouched for only this much is kept, and only of the last thousand. */
export function recordRejection(ctx: Context, rejected: Rejected, raw: Uint8Array): void {
  ctx.db.tx((tx) => {
    const row = { ...rejected, size: raw.byteLength, body_hash: bodyHash(raw), received_at: ctx.clock.iso() };
    const { id } = tx.insert(rejected_deliveries).values(row).returning().get();
    tx.delete(rejected_deliveries)
      .where(lte(rejected_deliveries.id, id - RING))
      .run();
  });
}
