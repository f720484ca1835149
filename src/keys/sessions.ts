import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Orm, Tx } from "~/db/tx.ts";
import type { Known } from "~/http/gate.ts";
import type { Actor } from "~/http/scope.ts";
import { fits, hashOf, newToken } from "./secret.ts";
import { findActorById, isOver, NOTE_EVERY_MS, note } from "./store.ts";
import { browser_sessions, keys } from "./tables.ts";

type SessionRow = typeof browser_sessions.$inferSelect;

/** Of one key, at once. */
const MOST_OPEN = 50;

export const sessionSecs = ({ config }: Context) => config.SESSION_HOURS * 3_600;

/**
 * Signs a browser in and answers what its cookie is to hold. Whom it was signed in as before ends, and of too many with one key
 * the one that was not used for longest.
 */
export function startSession(ctx: Context, actor: Actor, held: string | undefined): string {
  const token = newToken();
  const now = ctx.clock.now();
  if (held !== undefined) endSession(ctx, ctx.db.prepared(selectByHash).get({ hash: hashOf(held) })?.id);
  for (const { id } of beyondMost(ctx, actor)) endSession(ctx, id);
  ctx.db.tx((tx) => {
    forgetOld(ctx, tx);
    const row = {
      ...{ id: ctx.newId("session"), key_id: actor.key_id, hash: hashOf(token) },
      ...{ created_at: ctx.clock.iso(now), last_seen_at: ctx.clock.iso(now) },
      expires_at: ctx.clock.iso(now + sessionSecs(ctx) * 1_000),
    };
    tx.insert(browser_sessions).values(row).run();
    tx.update(keys).set({ last_used_at: row.created_at }).where(eq(keys.id, actor.key_id)).run();
    audit(ctx, tx, { action: "session.started", subject_id: row.id, after: row });
  });
  return token;
}

/** Whose place a new one takes. */
function beyondMost({ clock, db }: Context, { key_id }: Actor) {
  return db.orm
    .select({ id: browser_sessions.id })
    .from(browser_sessions)
    .where(and(eq(browser_sessions.key_id, key_id), gt(browser_sessions.expires_at, clock.iso())))
    .orderBy(desc(browser_sessions.last_seen_at), desc(browser_sessions.id))
    .all()
    .slice(MOST_OPEN - 1);
}

/** Those that are over stay as long as a browser may hold their cookie: it is no guess then. */
function forgetOld(ctx: Context, tx: Tx): void {
  const oldest = ctx.clock.iso(ctx.clock.now() - sessionSecs(ctx) * 1_000);
  tx.delete(browser_sessions).where(lt(browser_sessions.created_at, oldest)).run();
}

export function findBySession(ctx: Context, token: string): Known {
  const row = ctx.db.prepared(selectByHash).get({ hash: hashOf(token) });
  if (!fits(token, row) || !row) return undefined;
  const actor = actorIn(ctx, row);
  if (!actor) return "ended";
  noteSeen(ctx, row);
  return actor;
}

/** Who is signed in by it, while it and its key last. */
export function findActorInSession(ctx: Context, id: string): Actor | undefined {
  const row = ctx.db.orm.select().from(browser_sessions).where(eq(browser_sessions.id, id)).get();
  return row && actorIn(ctx, row);
}

const selectByHash = (orm: Orm) =>
  orm
    .select()
    .from(browser_sessions)
    .where(eq(browser_sessions.hash, sql.placeholder("hash")))
    .prepare();

function actorIn(ctx: Context, row: SessionRow): Actor | undefined {
  const idleSince = Date.parse(row.last_seen_at);
  if (isOver(ctx, row) || idleSince + ctx.config.SESSION_IDLE_MINS * 60_000 <= ctx.clock.now()) return undefined;
  const actor = findActorById(ctx, row.key_id);
  if (!actor) return undefined;
  const [ends_at = row.expires_at] = [actor.ends_at ?? row.expires_at, row.expires_at].toSorted();
  return { ...actor, session_id: row.id, ends_at };
}

function noteSeen(ctx: Context, { id, last_seen_at }: SessionRow): void {
  const now = ctx.clock.now();
  if (now - Date.parse(last_seen_at) < NOTE_EVERY_MS) return;
  const { orm } = ctx.db;
  const seen = { last_seen_at: ctx.clock.iso(now) };
  note(ctx, () => orm.update(browser_sessions).set(seen).where(eq(browser_sessions.id, id)).run());
}

/** Ends it with the streams that are open by it; one that is over is left. */
export function endSession(ctx: Context, id: string | undefined): void {
  if (id === undefined) return;
  ctx.db.tx((tx, after) => {
    const open = and(eq(browser_sessions.id, id), gt(browser_sessions.expires_at, ctx.clock.iso()));
    const ended = tx.update(browser_sessions).set({ expires_at: ctx.clock.iso() }).where(open).returning().get();
    if (!ended) return;
    audit(ctx, tx, { action: "session.ended", subject_id: id });
    after(() => ctx.streams.end(({ session_id }) => session_id === id));
  });
}

/** All that a key has opened. */
export function endSessionsOf(ctx: Context, tx: Tx, key_id: string): void {
  const now = ctx.clock.iso();
  const open = and(eq(browser_sessions.key_id, key_id), gt(browser_sessions.expires_at, now));
  tx.update(browser_sessions).set({ expires_at: now }).where(open).run();
}
