import { desc, eq, lt, sql } from "drizzle-orm";
import { ConfigError } from "~/config.ts";
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

/** Lets this key alone stand under its name; an unchanged one keeps its id. Throws a ConfigError for another's text. */
export function replaceKey(ctx: Context, name: string, key: string): void {
  const hash = hashOf(key);
  const prefix = prefixOf(key);
  ctx.db.tx((tx) => {
    const present = tx.select().from(keys).where(eq(keys.name, name)).get();
    if (present?.hash === hash && present.prefix === prefix) return;
    const other = tx.select().from(keys).where(eq(keys.hash, hash)).get();
    if (other && other.name !== name) throw new ConfigError([takenBy(other)]);
    tx.delete(keys).where(eq(keys.name, name)).run();
    const id = present?.hash === hash ? present.id : ctx.newId("key");
    tx.insert(keys)
      .values({ id, name, prefix, hash, scopes: ["admin"], created_at: ctx.clock.iso() })
      .run();
  });
}

function takenBy({ name }: KeyRow): string {
  return `AGENTED_API_KEY, or api_key in the data directory, is the key ${name}, with rights of its own: choose another text`;
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

/** Who holds this key, if it still opens anything, and still begins with `prefix`. */
export function findActorById(ctx: Context, id: string, prefix?: string): Actor | undefined {
  const row = ctx.db.prepared(selectById).get({ id });
  if (!row || isOver(ctx, row) || (prefix !== undefined && row.prefix !== prefix)) return undefined;
  return actorOf(row);
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
