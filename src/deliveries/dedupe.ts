import { and, eq, lte, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import type { DedupeKey } from "./dedupe-key.ts";
import { dedupe_keys, deliveries } from "./tables.ts";

const REPLAY_WINDOW_MS = 24 * 60 * 60_000;

/** A verified delivery, by what it would be known again. */
export interface Identity {
  /** The receiver and, where several share it, the signer: ids are one's own, and one may use an id at several. */
  source: string;
  key: DedupeKey;
  body_hash: string;
  id_signed: boolean;
}

/** The delivery this one repeats. One that started nothing may come again. */
export function findDuplicate(ctx: Context, { source, key }: Identity): string | undefined {
  ctx.db.prepared(deleteExpired).run({ now: ctx.clock.iso() });
  return ctx.db.prepared(selectKnown).get({ source, key: key.key })?.delivery_id;
}

/** The delivery that started the trigger by this very body: its signature may have been copied under another id. */
export function findReplay(ctx: Context, trigger_id: string, known: Identity): string | undefined {
  const { key, body_hash, id_signed } = known;
  const earlier = ctx.db.prepared(selectStarted).get({ source: startedBy(trigger_id), key: body_hash });
  const sameKey = earlier?.key === key.key;
  // Who never gave an id repeats himself by right, and so does who signed a new one. The same signed one at another
  // receiver does not, nor does a body whose id was taken off.
  const innocent = key.given ? id_signed && !sameKey : sameKey;
  return innocent ? undefined : earlier?.id;
}

/** Remembered only once it has started something. */
export function remember(ctx: Context, identity: Identity, delivery_id: string, triggerIds: string[]): void {
  const put = (source: string, key: string, window_ms: number) => {
    const expires_at = ctx.clock.iso(ctx.clock.now() + window_ms);
    ctx.db.prepared(upsert).run({ source, key, delivery_id, expires_at });
  };
  put(identity.source, identity.key.key, identity.key.window_ms);
  for (const id of triggerIds) put(startedBy(id), identity.body_hash, REPLAY_WINDOW_MS);
}

export function forget(queries: Queries, { source, key }: Identity): void {
  queries
    .delete(dedupe_keys)
    .where(and(eq(dedupe_keys.source, source), eq(dedupe_keys.key, key.key)))
    .run();
}

const deleteExpired = (orm: Orm) =>
  orm
    .delete(dedupe_keys)
    .where(lte(dedupe_keys.expires_at, sql.placeholder("now")))
    .prepare();

const selectKnown = (orm: Orm) => {
  const known = and(eq(dedupe_keys.source, sql.placeholder("source")), eq(dedupe_keys.key, sql.placeholder("key")));
  return orm.select().from(dedupe_keys).where(known).prepare();
};

const selectStarted = (orm: Orm) => {
  const started = and(eq(dedupe_keys.source, sql.placeholder("source")), eq(dedupe_keys.key, sql.placeholder("key")));
  const query = orm.select({ id: deliveries.id, key: deliveries.dedupe_key }).from(dedupe_keys);
  return query.innerJoin(deliveries, eq(deliveries.id, dedupe_keys.delivery_id)).where(started).prepare();
};

const upsert = (orm: Orm) => {
  const { placeholder } = sql;
  const [source, key] = [placeholder("source"), placeholder("key")];
  return orm
    .insert(dedupe_keys)
    .values({ source, key, delivery_id: placeholder("delivery_id"), expires_at: placeholder("expires_at") })
    .onConflictDoUpdate({
      target: [dedupe_keys.source, dedupe_keys.key],
      set: { delivery_id: sql`excluded.delivery_id`, expires_at: sql`excluded.expires_at` },
    })
    .prepare();
};

const startedBy = (trigger_id: string) => `started ${trigger_id}`;
