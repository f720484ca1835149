import { and, desc, eq, getTableColumns, gt, isNull, lt, or } from "drizzle-orm";
import { addressOf } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import type { BrowserSession } from "./model.ts";
import { endSession, findActorInSession } from "./sessions.ts";
import { browser_sessions, keys } from "./tables.ts";

const { hash: _hash, ...columns } = getTableColumns(browser_sessions);

/** A page of the browsers that are signed in, newest first. */
export function listBrowsers(ctx: Context, { limit, cursor }: { limit: number; cursor?: string }) {
  const older = cursor === undefined ? undefined : lt(browser_sessions.id, cursor);
  const rows = ctx.db.orm
    .select({ ...columns, key_name: keys.name })
    .from(browser_sessions)
    .innerJoin(keys, eq(keys.id, browser_sessions.key_id))
    .where(and(isLive(ctx), older))
    .orderBy(desc(browser_sessions.id))
    .limit(limit + 1)
    .all();
  const address = (id: string) => addressOf(ctx.db.orm, { action: "session.started", subject_id: id });
  const sessions = rows.slice(0, limit).map((row): BrowserSession => ({ ...row, address: address(row.id) }));
  return { sessions, next_cursor: rows.length > limit ? (sessions.at(-1)?.id ?? null) : null };
}

/** Neither ended, nor unused for too long, nor of a key that has. */
function isLive({ clock, config }: Context) {
  const now = clock.iso();
  const idleSince = clock.iso(clock.now() - config.SESSION_IDLE_MINS * 60_000);
  const lasts = or(isNull(keys.expires_at), gt(keys.expires_at, now));
  return and(gt(browser_sessions.expires_at, now), gt(browser_sessions.last_seen_at, idleSince), lasts);
}

/** Signs one out. Throws a Fault `not_found` for one that is signed in no more. */
export function endBrowser(ctx: Context, id: string): void {
  if (!findActorInSession(ctx, id)) throw new Fault("not_found", `No browser is signed in by ${id}.`);
  endSession(ctx, id);
}

/** Signs all out but `own`. */
export function endOtherBrowsers(ctx: Context, own: string | undefined): void {
  const live = ctx.db.orm
    .select({ id: browser_sessions.id })
    .from(browser_sessions)
    .innerJoin(keys, eq(keys.id, browser_sessions.key_id))
    .where(isLive(ctx))
    .all();
  for (const { id } of live) if (id !== own) endSession(ctx, id);
}
