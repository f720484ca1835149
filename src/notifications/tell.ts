import { and, eq } from "drizzle-orm";
import { type BudgetNews, usageByAttempt } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { findExecution, type News, type Status } from "~/executions/index.ts";
import { triggersById } from "~/triggers/index.ts";
import { put } from "./hold.ts";
import { composeMessage, type Message } from "./message.ts";
import type { RuleEvent } from "./rule-model.ts";
import type { RuleRow } from "./rules.ts";
import { channels, notification_rules, trigger_fortunes } from "./tables.ts";

type Execution = News["execution"];

/** Writes down what the rules tell of an execution that waits or has ended. */
export function tellOfExecution(ctx: Context, tx: Tx, after: After, { execution, status }: News): void {
  const events = eventsOf(tx, execution, status);
  if (events.length === 0) return;
  for (const rule of rulesFor(tx, execution)) {
    const event = events.find((one) => rule.events.includes(one));
    if (event === undefined) continue;
    const message = messageOfExecution(ctx, tx, { execution, status, event });
    put(ctx, tx, after, rule, { event, execution_id: execution.id, message });
  }
}

/** Writes down what the rules tell of a budget. Who hears that the execution waits need not hear that it was asked. */
export function tellOfBudget(ctx: Context, tx: Tx, after: After, { event, name }: BudgetNews): void {
  const { budget_id: id, execution_id, kind, detail, at } = event;
  const execution = execution_id === null ? undefined : findExecution(tx, execution_id);
  const title = `Budget ${name ?? id} ${SAID[kind]}`;
  for (const rule of rulesFor(tx, execution)) {
    if (!rule.events.includes("budget") || (kind === "asked" && rule.events.includes("waiting"))) continue;
    const about = execution ? aboutOf(ctx, tx, execution, execution.status) : null;
    const budget = { id, name: name ?? null, kind };
    const told = { type: `budget.${kind}`, at, title, sentence: detail, execution: about, budget };
    put(ctx, tx, after, rule, { event: "budget", execution_id, message: composeMessage(redacting(ctx), told) });
  }
}

const SAID = {
  warned: "is nearly spent",
  refused: "let an execution not start",
  stopped: "stopped an execution",
  asked: "asks whether an execution may go on",
};

const FAILING: Partial<Record<Status, boolean>> = {
  succeeded: false,
  failed: true,
  timed_out: true,
  interrupted: true,
};

/** What it is an event of, the most telling first. What somebody has cancelled says nothing of its trigger. */
function eventsOf(tx: Tx, { trigger_id, status: now }: Execution, status: Status): RuleEvent[] {
  // An answer may have come by now.
  if (status === "waiting") return now === "waiting" ? ["waiting"] : [];
  const failing = FAILING[status];
  if (failing === undefined) return [];
  if (trigger_id === null) return failing ? ["failure"] : [];
  const before = noteFortune(tx, trigger_id, failing);
  if (!failing) return before === true ? ["success_after_failure"] : [];
  return before === true ? ["failure"] : ["first_failure_after_success", "failure"];
}

/** Whether the trigger was failing before; undefined when nothing is known of it. */
function noteFortune(tx: Tx, trigger_id: string, failing: boolean): boolean | undefined {
  const before = tx.select().from(trigger_fortunes).where(eq(trigger_fortunes.trigger_id, trigger_id)).get()?.failing;
  const target = trigger_fortunes.trigger_id;
  tx.insert(trigger_fortunes).values({ trigger_id, failing }).onConflictDoUpdate({ target, set: { failing } }).run();
  return before;
}

/** The rules that are concerned, of those that are enabled and may send. */
export function rulesFor(tx: Tx, execution: Execution | undefined): RuleRow[] {
  const rows = tx
    .select({ rule: notification_rules })
    .from(notification_rules)
    .innerJoin(channels, eq(channels.id, notification_rules.channel_id))
    .where(and(eq(notification_rules.enabled, true), eq(channels.enabled, true)))
    .orderBy(notification_rules.id)
    .all();
  return rows.map(({ rule }) => rule).filter((rule) => concerns(rule, execution));
}

function concerns({ trigger_id, project_id, tags }: RuleRow, execution: Execution | undefined): boolean {
  if (trigger_id !== null && trigger_id !== execution?.trigger_id) return false;
  if (project_id !== null && project_id !== execution?.project_id) return false;
  return tags.length === 0 || tags.some((tag) => execution?.tags.includes(tag));
}

const HAPPENED = {
  failure: "failed",
  first_failure_after_success: "has begun to fail",
  success_after_failure: "succeeds again",
  waiting: "waits for an answer",
  budget: "met a budget",
  approval: "asks for an approval",
  workflow: "tells",
};

function messageOfExecution(ctx: Context, tx: Tx, { execution, status, event }: News & { event: RuleEvent }): Message {
  const about = aboutOf(ctx, tx, execution, status);
  return composeMessage(redacting(ctx), {
    ...{ type: `execution.${event}`, at: execution.ended_at ?? ctx.clock.iso(), execution: about },
    title: `${about.trigger ?? execution.id} ${HAPPENED[event]}`,
    ...{ sentence: execution.detail, excerpt: execution.result },
  });
}

function aboutOf({ config }: Context, tx: Tx, execution: Execution, status: Status) {
  const { id, trigger_id, reason, started_at, ended_at } = execution;
  const [trigger] = trigger_id === null ? [] : triggersById(tx, [trigger_id]);
  const costs = usageByAttempt(tx, id).flatMap(({ cost_usd }) => cost_usd ?? []);
  return {
    ...{ id, trigger_id, trigger: trigger?.name ?? null, status, reason },
    duration_ms: started_at && ended_at ? Math.max(0, Date.parse(ended_at) - Date.parse(started_at)) : null,
    cost_usd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost) : null,
    url: config.PUBLIC_URL ? new URL(`/admin/executions/${id}`, config.PUBLIC_URL).href : null,
  };
}

function redacting({ redactor }: Context) {
  return (text: string) => redactor.redact(text);
}
