import { desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { findProject } from "~/projects/index.ts";
import { triggersById } from "~/triggers/index.ts";
import { NOTIFICATIONS } from "./bells.ts";
import { findChannel } from "./channel-store.ts";
import { giveUp } from "./notification-store.ts";
import type { RuleInput, RulePatch } from "./rule-model.ts";
import { notification_rules, notifications } from "./tables.ts";

export type RuleRow = typeof notification_rules.$inferSelect;

/** Throws a Fault `not_found`. */
export function getRule(queries: Queries, id: string): RuleRow {
  const row = queries.select().from(notification_rules).where(eq(notification_rules.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no notification rule ${id}.`);
  return row;
}

/** A page, newest first. */
export function listRules(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const older = cursor === undefined ? undefined : lt(notification_rules.id, cursor);
  const query = queries.select().from(notification_rules).where(older).orderBy(desc(notification_rules.id));
  const rows = query.limit(limit + 1).all();
  const rules = rows.slice(0, limit);
  return { rules, next_cursor: rows.length > limit ? (rules.at(-1)?.id ?? null) : null };
}

/** Throws a Fault `invalid` that names the field. */
export function createRule(ctx: Context, input: RuleInput): RuleRow {
  return ctx.db.tx((tx) => {
    check(tx, input);
    const now = ctx.clock.iso();
    const row = { id: ctx.newId("rule"), ...input, created_at: now, updated_at: now };
    audit(ctx, tx, { action: "notification_rule.created", subject_id: row.id, after: row });
    return tx.insert(notification_rules).values(row).returning().get();
  });
}

/** What it holds is looked at anew: with other quiet hours it may be told of now. */
export function updateRule(ctx: Context, id: string, patch: RulePatch): RuleRow {
  return ctx.db.tx((tx, after) => {
    const before = getRule(tx, id);
    const row = { ...before, ...patch, updated_at: ctx.clock.iso() };
    check(tx, patch);
    audit(ctx, tx, { action: "notification_rule.updated", subject_id: id, before, after: row });
    if (!row.enabled) giveUp(tx, heldBy(id), "The rule was disabled.");
    tx.update(notifications).set({ channel_id: row.channel_id, not_before: ctx.clock.iso() }).where(heldBy(id)).run();
    after(() => ctx.bells.ring(NOTIFICATIONS));
    return tx.update(notification_rules).set(row).where(eq(notification_rules.id, id)).returning().get();
  });
}

/** What it holds will not be told; what is queued will. */
export function deleteRule(ctx: Context, id: string): void {
  ctx.db.tx((tx) => {
    const before = getRule(tx, id);
    giveUp(tx, heldBy(id), "The rule was deleted.");
    tx.delete(notification_rules).where(eq(notification_rules.id, id)).run();
    audit(ctx, tx, { action: "notification_rule.deleted", subject_id: id, before });
  });
}

/** By the index of what is held, which SQLite sees only in a literal. */
export function heldBy(rule_id: string): SQL {
  return sql`${notifications.rule_id} = ${rule_id} AND ${notifications.status} = 'held'`;
}

function check(queries: Queries, { channel_id, trigger_id, project_id }: RulePatch): void {
  if (channel_id !== undefined && !findChannel(queries, channel_id)) refuse("channel_id", "there is no such channel");
  if (trigger_id && triggersById(queries, [trigger_id]).length === 0) refuse("trigger_id", "there is no such trigger");
  if (project_id && !findProject(queries, project_id)) refuse("project_id", "there is no such project");
}

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}
