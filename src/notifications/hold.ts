import { desc, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { NOTIFICATIONS } from "./bells.ts";
import { digestOf } from "./digest.ts";
import type { Message } from "./message.ts";
import { quietUntil } from "./quiet-hours.ts";
import type { RuleEvent } from "./rule-model.ts";
import { heldBy, type RuleRow } from "./rules.ts";
import { notifications } from "./tables.ts";

const HOUR_MS = 3_600_000;

export interface Occasion {
  event: RuleEvent | "digest";
  execution_id: string | null;
  message: Message;
}

/** Writes down what a rule tells: to be sent at once, or held while it is quiet or enough was told this hour. */
export function put(ctx: Context, tx: Tx, after: After, rule: RuleRow, occasion: Occasion): string {
  const now = ctx.clock.iso();
  const hold = occasion.event === "digest" ? undefined : holdOf(ctx, tx, rule);
  const id = ctx.newId("notification");
  const state = hold
    ? { status: "held" as const, not_before: ctx.clock.iso(hold.until), detail: hold.why }
    : { status: "queued" as const, not_before: now, queued_at: now };
  tx.insert(notifications)
    .values({ id, rule_id: rule.id, channel_id: rule.channel_id, ...occasion, ...state, created_at: now })
    .run();
  after(() => ctx.bells.ring(NOTIFICATIONS));
  return id;
}

/** Tells what a rule has held, as one when it is several; or holds it on, where there is reason to. */
export function release(ctx: Context, tx: Tx, after: After, rule: RuleRow): void {
  const hold = holdOf(ctx, tx, rule);
  const held = tx.update(notifications);
  if (hold) {
    held
      .set({ not_before: ctx.clock.iso(hold.until), detail: hold.why })
      .where(heldBy(rule.id))
      .run();
    return;
  }
  const rows = tx.select().from(notifications).where(heldBy(rule.id)).orderBy(notifications.id).all();
  if (rows.length > 1) {
    const message = digestOf(ctx, rule, rows);
    const digest_id = put(ctx, tx, after, rule, { event: "digest", execution_id: null, message });
    held.set({ status: "digested", not_before: null, digest_id }).where(heldBy(rule.id)).run();
    return;
  }
  const now = ctx.clock.iso();
  held.set({ status: "queued", not_before: now, queued_at: now, detail: null }).where(heldBy(rule.id)).run();
  after(() => ctx.bells.ring(NOTIFICATIONS));
}

/** Why and until when the rule tells nothing now. */
function holdOf(ctx: Context, tx: Tx, rule: RuleRow): { until: number; why: string } | undefined {
  const now = ctx.clock.now();
  const quiet = rule.quiet_hours ? quietUntil(rule.quiet_hours, now) : undefined;
  if (quiet !== undefined) return { until: quiet, why: `It waits for the end of the quiet hours of ${rule.name}.` };
  const room = rule.max_per_hour === null ? undefined : roomAt(tx, rule.id, rule.max_per_hour);
  if (room === undefined || room <= now) return undefined;
  return { until: room, why: `${rule.name} has told ${rule.max_per_hour} in an hour; this one waits for its turn.` };
}

/** When so many were told in an hour last, the first of them an hour ago. */
function roomAt(tx: Tx, rule_id: string, most: number): number | undefined {
  const { queued_at } = notifications;
  const query = tx.select({ queued_at }).from(notifications).where(eq(notifications.rule_id, rule_id));
  const nth = query
    .orderBy(desc(queued_at))
    .limit(1)
    .offset(most - 1)
    .get();
  return nth?.queued_at ? Date.parse(nth.queued_at) + HOUR_MS : undefined;
}
