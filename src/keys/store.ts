import { createHash, timingSafeEqual } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import type { Actor } from "~/http/scope.ts";
import { keys } from "./tables.ts";

/** Lets this key alone stand under its name; an unchanged one keeps its id. */
export function replaceKey(ctx: Context, name: string, key: string): void {
  const hash = hashOf(key);
  ctx.db.tx((tx) => {
    const present = tx.select().from(keys).where(eq(keys.name, name)).get();
    if (present?.hash === hash) return;
    tx.delete(keys).where(eq(keys.name, name)).run();
    const row = { id: ctx.newId("key"), name, hash, created_at: ctx.clock.iso() };
    tx.insert(keys).values(row).run();
  });
}

export function findActor(ctx: Context, key: string): Actor | undefined {
  const hash = hashOf(key);
  const row = ctx.db.prepared(selectByHash).get({ hash });
  if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined;
  return { key_id: row.id, name: row.name };
}

const selectByHash = (orm: Orm) =>
  orm
    .select()
    .from(keys)
    .where(eq(keys.hash, sql.placeholder("hash")))
    .prepare();

export function findActorById(ctx: Context, id: string): Actor | undefined {
  const row = ctx.db.orm.select().from(keys).where(eq(keys.id, id)).get();
  return row && { key_id: row.id, name: row.name };
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
