import { and, desc, eq, gte, lt } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import type { AuditFilter } from "./model.ts";
import { audit_log } from "./tables.ts";
import type { Action } from "./things.ts";

/** Behind every character that an action may have: what lies before it begins as the prefix does. */
const AFTER = "\u007f";

/** From where something was done to a thing that it is done to once. */
export function addressOf(queries: Queries, { action, subject_id }: { action: Action; subject_id: string }) {
  const { address } = audit_log;
  const where = and(eq(audit_log.subject_id, subject_id), eq(audit_log.action, action));
  return queries.select({ address }).from(audit_log).where(where).get()?.address ?? null;
}

/** A page, newest first. */
export function listAudit(queries: Queries, filter: AuditFilter) {
  const { limit, cursor, action, subject_id, actor, key_id, session_id, since, until } = filter;
  const { id, at } = audit_log;
  const rows = queries
    .select()
    .from(audit_log)
    .where(
      and(
        cursor === undefined ? undefined : lt(id, cursor),
        action === undefined ? undefined : and(gte(audit_log.action, action), lt(audit_log.action, action + AFTER)),
        subject_id === undefined ? undefined : eq(audit_log.subject_id, subject_id),
        actor === undefined ? undefined : eq(audit_log.actor, actor),
        key_id === undefined ? undefined : eq(audit_log.key_id, key_id),
        session_id === undefined ? undefined : eq(audit_log.session_id, session_id),
        since === undefined ? undefined : gte(at, since),
        until === undefined ? undefined : lt(at, until),
      ),
    )
    .orderBy(desc(id))
    .limit(limit + 1)
    .all();
  const entries = rows.slice(0, limit);
  return { entries, next_cursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
