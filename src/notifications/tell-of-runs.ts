import { eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { findChannel } from "./channel-store.ts";
import { put } from "./hold.ts";
import { composeMessage, type Message } from "./message.ts";
import { notification_rules } from "./tables.ts";
import { rulesFor } from "./tell.ts";

interface Asking {
  run_id: string;
  node_id: string;
  workflow: string;
  question: string;
  expires_at: string | null;
}

/** Writes down that a run asks a person, for the rules that tell of it. */
export function tellOfAsking(ctx: Context, tx: Tx, after: After, asking: Asking): void {
  const { run_id: id, node_id, workflow, question: sentence, expires_at } = asking;
  const rules = rulesFor(tx, undefined).filter(({ events }) => events.includes("approval"));
  if (rules.length === 0) return;
  const title = `${workflow} asks for an approval`;
  const run = { id, node_id, expires_at, link: null };
  const message = messageOf(ctx, { type: "run.approval", title, sentence, run });
  for (const rule of rules) put(ctx, tx, after, rule, { event: "approval", execution_id: null, message });
}

interface Telling {
  run_id: string;
  title: string;
  text: string;
}

/** Writes down what a run tells by a rule; answers what that is called. Throws a Fault for a rule that tells nothing. */
export function tellByRule(
  ctx: Context,
  tx: Tx,
  after: After,
  rule_id: string,
  { run_id: id, ...said }: Telling,
): string {
  const rule = tx.select().from(notification_rules).where(eq(notification_rules.id, rule_id)).get();
  if (!rule) throw new Fault("not_found", `There is no notification rule ${rule_id}.`);
  if (!rule.enabled || !findChannel(tx, rule.channel_id)?.enabled)
    throw new Fault("conflict", `The notification rule ${rule.name} or its channel is disabled.`, { code: "disabled" });
  const run = { id, node_id: null, expires_at: null, link: null };
  const message = messageOf(ctx, { type: "run.told", title: said.title, sentence: said.text || null, run });
  return put(ctx, tx, after, rule, { event: "workflow", execution_id: null, message });
}

function messageOf(ctx: Context, told: Pick<Message, "type" | "title" | "sentence" | "run">): Message {
  return composeMessage((text) => ctx.redactor.redact(text), { ...told, at: ctx.clock.iso() });
}
