import { and, desc, eq, gt, lte, ne } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import type { DedupeKey } from "./dedupe-key.ts";
import { dedupe_keys, deliveries } from "./tables.ts";

const REPLAY_WINDOW_MS = 24 * 60 * 60_000;

/** The delivery this one repeats. One that started nothing may come again. */
export function findDuplicate(ctx: Context, tx: Tx, source: string, key: string): string | undefined {
  tx.delete(dedupe_keys).where(lte(dedupe_keys.expires_at, ctx.clock.iso())).run();
  const known = and(eq(dedupe_keys.source, source), eq(dedupe_keys.key, key));
  return tx.select().from(dedupe_keys).where(known).get()?.delivery_id;
}

/** Remembered only once it has started something. */
export function remember(ctx: Context, tx: Tx, source: string, { key, window_ms }: DedupeKey, delivery_id: string): void {
  const expires_at = ctx.clock.iso(ctx.clock.now() + window_ms);
  tx.insert(dedupe_keys).values({ source, key, delivery_id, expires_at }).run();
}

/** An accepted delivery of the day with this very body under another id: its signature may have been copied. */
export function findSameBody(ctx: Context, tx: Tx, bodyHash: string, key: string): string | undefined {
  const since = ctx.clock.iso(ctx.clock.now() - REPLAY_WINDOW_MS);
  const same = and(
    eq(deliveries.body_hash, bodyHash),
    eq(deliveries.status, "accepted"),
    eq(deliveries.verified, true),
    ne(deliveries.dedupe_key, key),
    gt(deliveries.received_at, since),
  );
  return tx.select({ id: deliveries.id }).from(deliveries).where(same).orderBy(desc(deliveries.id)).get()?.id;
}
