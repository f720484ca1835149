import { lte } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { bodyHash } from "./dedupe-key.ts";
import { rejected_deliveries } from "./tables.ts";

const RING = 1_000;

/** Of what nobody vouched for only this much is kept, and only of the last thousand. */
export function recordRejection(ctx: Context, address: string, raw: Uint8Array, verdict: string): void {
  ctx.db.tx((tx) => {
    const row = { address, size: raw.byteLength, body_hash: bodyHash(raw), verdict, received_at: ctx.clock.iso() };
    const { id } = tx.insert(rejected_deliveries).values(row).returning().get();
    tx.delete(rejected_deliveries)
      .where(lte(rejected_deliveries.id, id - RING))
      .run();
  });
}
