import { and, asc, desc, eq, inArray, lt, type SQL } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { NOTIFICATIONS } from "./bells.ts";
import { getChannel } from "./channel-store.ts";
import type { NotificationFilter, NotificationWithAttempts } from "./model.ts";
import { notification_attempts, notifications } from "./tables.ts";

export type NotificationRow = typeof notifications.$inferSelect;

/** Throws a Fault `not_found`. */
export function getNotification(queries: Queries, id: string): NotificationRow {
  const row = queries.select().from(notifications).where(eq(notifications.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no notification ${id}.`);
  return row;
}

/** A page, newest first. */
export function listNotifications(queries: Queries, filter: NotificationFilter) {
  const { limit, cursor, channel_id, rule_id, status } = filter;
  const rows = queries
    .select()
    .from(notifications)
    .where(
      and(
        cursor === undefined ? undefined : lt(notifications.id, cursor),
        channel_id === undefined ? undefined : eq(notifications.channel_id, channel_id),
        rule_id === undefined ? undefined : eq(notifications.rule_id, rule_id),
        status === undefined ? undefined : eq(notifications.status, status),
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { notifications: page, next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export function describeNotification(queries: Queries, id: string): NotificationWithAttempts {
  const row = getNotification(queries, id);
  const own = eq(notification_attempts.notification_id, id);
  const attempts = queries.select().from(notification_attempts).where(own).orderBy(asc(notification_attempts.number));
  return { ...row, attempts: attempts.all().map(({ notification_id: _id, ...attempt }) => attempt) };
}

/** A person has one sent now, and its schedule begin anew. Throws a Fault `conflict` for what is not theirs to send. */
export function retryNotification(ctx: Context, id: string): NotificationRow {
  return ctx.db.tx((tx, after) => {
    const before = getNotification(tx, id);
    const { status, channel_id, tries } = before;
    if (status !== "failed" && status !== "queued")
      throw new Fault("conflict", `It is ${status}: there is nothing to send again.`, { code: "not_failed" });
    if (!getChannel(tx, channel_id).enabled)
      throw new Fault("conflict", "Its channel is disabled: enable it first.", { code: "channel_disabled" });
    audit(ctx, tx, { action: "notification.retried", subject_id: id, before: { status, tries } });
    after(() => ctx.bells.ring(NOTIFICATIONS));
    const again = { status: "queued" as const, tries: 0, not_before: ctx.clock.iso() };
    return tx.update(notifications).set(again).where(eq(notifications.id, id)).returning().get();
  });
}

/** What of these is not sent yet will not be, unless a person says so. */
export function giveUp(tx: Tx, which: SQL, detail: string): void {
  const waiting = inArray(notifications.status, ["queued", "held"]);
  tx.update(notifications).set({ status: "failed", not_before: null, detail }).where(and(which, waiting)).run();
}
