import { desc, eq, lt, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import type { Known } from "~/http/gate.ts";
import type { Actor } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import type { Key } from "./model.ts";
import { fits, hashOf, prefixOf } from "./secret.ts";
import { keys } from "./tables.ts";

export type KeyRow = typeof keys.$inferSelect;

/** AGENTED_API_KEY, or the one that was made at the first start. */
export const BOOTSTRAP = "bootstrap";
/** What was used is noted no more often. */
export const NOTE_EVERY_MS = 60_000;

/** Lets this key alone stand under its name; an unchanged one keeps its id. */
export function replaceKey(ctx: Context, name: string, key: string): void {
  const hash = hashOf(key);
  const prefix = prefixOf(key);
  ctx.db.tx((tx) => {
    const present = tx.select().from(keys).where(eq(keys.name, name)).get();
    if (present?.hash === hash && present.prefix === prefix) return;
    tx.delete(keys).where(eq(keys.name, name)).run();
    const id = present?.hash === hash ? present.id : ctx.newId("key");
    tx.insert(keys)
      .values({ id, name, prefix, hash, scopes: ["admin"], created_at: ctx.clock.iso() })
      .run();
  });
}

export function findActor(ctx: Context, key: string): Known {
  const row = ctx.db.prepared(selectByPrefix).get({ prefix: prefixOf(key) });
  if (!fits(key, row) || !row) return undefined;
  if (isOver(ctx, row)) return "ended";
  noteUse(ctx, row);
  return actorOf(row);
}

const selectByPrefix = (orm: Orm) =>
  orm
    .select()
    .from(keys)
    .where(eq(keys.prefix, sql.placeholder("prefix")))
    .prepare();

/** Who holds this key, if it still opens anything. */
export function findActorById(ctx: Context, id: string): Actor | undefined {
  const row = ctx.db.prepared(selectById).get({ id });
  return row && !isOver(ctx, row) ? actorOf(row) : undefined;
}

const selectById = (orm: Orm) =>
  orm
    .select()
    .from(keys)
    .where(eq(keys.id, sql.placeholder("id")))
    .prepare();

function actorOf({ id, name, scopes, expires_at }: KeyRow): Actor {
  return { key_id: id, name, scopes, ends_at: expires_at };
}

export function isOver({ clock }: Context, { expires_at }: { expires_at: string | null }): boolean {
  return expires_at !== null && expires_at <= clock.iso();
}

function noteUse(ctx: Context, { id, last_used_at }: KeyRow): void {
  const now = ctx.clock.now();
  if (last_used_at !== null && now - Date.parse(last_used_at) < NOTE_EVERY_MS) return;
  note(ctx, () =>
    ctx.db.orm
      .update(keys)
      .set({ last_used_at: ctx.clock.iso(now) })
      .where(eq(keys.id, id))
      .run(),
  );
}

/** Never at the price of the request: on a full disk, too, people must be able to look. */
export function note(ctx: Context, write: () => void): void {
  try {
    write();
  } catch (err) {
    ctx.log.warn({ err }, "the use of a key could not be noted");
  }
}

/** Throws a Fault `not_found`. */
export function getKey(queries: Queries, id: string): KeyRow {
  const row = queries.select().from(keys).where(eq(keys.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no key ${id}.`);
  return row;
}

/** A page, newest first. */
export function listKeys(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const older = cursor ? lt(keys.id, cursor) : undefined;
  const rows = queries
    .select()
    .from(keys)
    .where(older)
    .orderBy(desc(keys.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { keys: page.map(wireKey), next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export function wireKey({ hash: _hash, ...row }: KeyRow): Key {
  return row;
}
