import { and, eq, inArray, lte, min, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { NOTIFICATIONS } from "./bells.ts";
import { release } from "./hold.ts";
import { giveUp, type NotificationRow } from "./notification-store.ts";
import { heldBy } from "./rules.ts";
import { deliver } from "./send.ts";
import { notification_rules, notifications } from "./tables.ts";

/** Channels that are sent to at once; to each of them one after the other. */
const MOST_AT_ONCE = 8;
/** Not one timer until the next is due: the machine may sleep, and its clock be set. */
const LOOK_MS = 60_000;
const RETRY_MS = 1_000;

const QUEUED = sql`${notifications.status} = 'queued'`;
const HELD = sql`${notifications.status} = 'held'`;

/**
 * Sends what is due, the oldest of each channel first, and tells what is held when its time has come. At the end of the
 * server what is under way has DRAIN_SECS to be answered; what is cut off is sent again by the next start.
 */
export function startWorker(ctx: Context): void {
  const stop = new AbortController();
  const sending = new Map<string, Promise<void>>();
  let closing = false;
  let disarm = () => {};
  const arm = (ms: number) => {
    disarm();
    if (!closing) disarm = ctx.clock.after(ms, look);
  };
  const look = () => {
    try {
      releaseDue(ctx);
      for (const row of dueNow(ctx, [...sending.keys()])) if (sending.size < MOST_AT_ONCE) send(row);
      const next = untilNext(ctx);
      if (next !== undefined) arm(next);
    } catch (err) {
      ctx.log.error({ err }, "notifications cannot be sent now; trying again");
      arm(RETRY_MS);
    }
  };
  const send = (row: NotificationRow) => {
    const sent = deliver(ctx, row, stop.signal)
      .then(() => arm(0))
      .catch((err) => {
        ctx.log.error(
          { err, notification_id: row.id },
          "how a notification fared cannot be written down; sending again",
        );
        ctx.clock.after(LOOK_MS, () => arm(0));
      })
      .finally(() => sending.delete(row.channel_id));
    sending.set(row.channel_id, sent);
  };
  const off = ctx.bells.on(NOTIFICATIONS, () => arm(0));
  ctx.disposer.defer(async () => {
    closing = true;
    off();
    disarm();
    const drain = ctx.config.DRAIN_SECS * 1_000;
    if (drain === 0) stop.abort();
    else ctx.clock.after(drain, () => stop.abort());
    await Promise.all(sending.values());
  });
  arm(0);
}

/** What was held until now is told, held on, or given up with its rule. */
function releaseDue(ctx: Context): void {
  const due = and(HELD, lte(notifications.not_before, ctx.clock.iso()));
  const rules = ctx.db.orm.selectDistinct({ id: notifications.rule_id }).from(notifications).where(due).all();
  for (const { id } of rules)
    ctx.db.tx((tx, after) => {
      const rule = tx.select().from(notification_rules).where(eq(notification_rules.id, id)).get();
      if (rule) release(ctx, tx, after, rule);
      else giveUp(tx, heldBy(id), "Its rule is gone.");
    });
}

/** Of each channel that is not being sent to, the oldest that is due. */
function dueNow({ db, clock }: Context, busy: string[]): NotificationRow[] {
  const due = and(QUEUED, lte(notifications.not_before, clock.iso()));
  const oldest = db.orm
    .select({ id: min(notifications.id) })
    .from(notifications)
    .where(due)
    .groupBy(notifications.channel_id);
  const rows = db.orm.select().from(notifications).where(inArray(notifications.id, oldest)).all();
  return rows.filter(({ channel_id }) => !busy.includes(channel_id));
}

/** Undefined when nothing waits: what comes rings. */
function untilNext({ db, clock }: Context): number | undefined {
  const next = db.orm
    .select({ at: min(notifications.not_before) })
    .from(notifications)
    .where(sql`${notifications.status} IN ('queued', 'held') AND ${notifications.not_before} > ${clock.iso()}`)
    .get();
  return next?.at ? Math.min(LOOK_MS, Math.max(0, Date.parse(next.at) - clock.now())) : undefined;
}
