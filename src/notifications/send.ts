import { count, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { messageOf } from "~/kit/fault.ts";
import { visible } from "~/triggers/index.ts";
import { disableChannel } from "./channel-save.ts";
import { type ChannelRow, findChannel, secretsOf, targetOf } from "./channel-store.ts";
import { withLink } from "./decision-link.ts";
import { kindOf, type Parcel, type Receipt } from "./kinds/index.ts";
import { getNotification, giveUp, type NotificationRow } from "./notification-store.ts";
import { reach } from "./reach.ts";
import { waitAfter } from "./schedule.ts";
import { notification_attempts, notifications } from "./tables.ts";

const TIMEOUT_MS = 15_000;
const LONGEST_DETAIL = 300;
const GONE = "The receiver wants nothing any more.";

export type Timed = Receipt & { at: string; duration_ms: number };

/** Sends once, outside any transaction, and never throws: what goes wrong is in the receipt. */
export async function trySend(
  ctx: Context,
  channel: ChannelRow,
  what: Pick<Parcel<unknown>, "id" | "message">,
  stop?: AbortSignal,
): Promise<Timed> {
  const { clock } = ctx;
  const began = clock.monotonic();
  const at = clock.iso();
  const over = new AbortController();
  const cancel = clock.after(TIMEOUT_MS, () => over.abort(new Error(`It did not answer in ${TIMEOUT_MS / 1_000} s.`)));
  const signal = stop ? AbortSignal.any([over.signal, stop]) : over.signal;
  const kind = kindOf(channel.target);
  const send = async () => {
    const target = targetOf(ctx, channel);
    const secrets = secretsOf(ctx, channel);
    const address = await reach(ctx, kind.destination(target, secrets[0]));
    const message = withLink(ctx, what.message);
    return kind.send({ ...what, message, config: target, secrets, address, now: clock.now(), signal });
  };
  const receipt = await Promise.race([send(), aborted(signal)]).catch(failure);
  cancel();
  const detail = visible(ctx.redactor.redact(receipt.detail)).replace(/\s+/g, " ").slice(0, LONGEST_DETAIL);
  return { ...receipt, detail, at, duration_ms: Math.round(clock.monotonic() - began) };
}

/** Sends what is due and writes down how it went. Nothing is written of one that was cut off by the server's end. */
export async function deliver(ctx: Context, { id, channel_id, message }: NotificationRow, stop: AbortSignal) {
  const channel = findChannel(ctx.db.orm, channel_id);
  if (!channel?.enabled) {
    ctx.db.tx((tx) => giveUp(tx, eq(notifications.id, id), "Its channel is disabled or gone."));
    return;
  }
  const receipt = await trySend(ctx, channel, { id, message }, stop);
  // What was sent must not be sent again because that cannot be written down just now.
  if (receipt.sent || !stop.aborted) await persist(ctx, ctx.closing, () => record(ctx, id, receipt));
}

function record(ctx: Context, id: string, { sent, status_code, detail, gone, retry_after_ms, ...timed }: Timed): void {
  ctx.db.tx((tx) => {
    const { tries, status, channel_id } = getNotification(tx, id);
    const made = tx.select({ n: count() }).from(notification_attempts);
    const number = (made.where(eq(notification_attempts.notification_id, id)).get()?.n ?? 0) + 1;
    tx.insert(notification_attempts)
      .values({ notification_id: id, number, sent, status_code, detail, ...timed })
      .run();
    const set = (fields: Partial<NotificationRow>) =>
      tx
        .update(notifications)
        .set({ tries: tries + 1, detail, ...fields })
        .where(eq(notifications.id, id))
        .run();
    if (sent) return set({ status: "sent", not_before: null, sent_at: ctx.clock.iso() });
    const wait = waitAfter(tries + 1, retry_after_ms);
    // Somebody may have given it up meanwhile.
    if (status !== "queued") set({});
    else if (wait === undefined) set({ status: "failed", not_before: null });
    else set({ not_before: ctx.clock.iso(ctx.clock.now() + wait) });
    if (gone && findChannel(tx, channel_id)) disableChannel(ctx, tx, channel_id, `${GONE} ${detail}`);
  });
  ctx.log.info({ notification_id: id, sent, status_code, ...timed }, "notification tried");
}

function failure(error: unknown): Receipt {
  return { sent: false, status_code: null, detail: messageOf(error) };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
