import type { Context } from "~/context.ts";
import { composeMessage, type Message } from "./message.ts";
import type { NotificationRow } from "./notification-store.ts";
import type { RuleRow } from "./rules.ts";

const MOST_TITLES = 20;

/** Several that were held, told of as one: how many of what, and how the first are called. */
export function digestOf({ redactor, clock }: Context, rule: RuleRow, held: NotificationRow[]): Message {
  const count = held.length;
  const counts = new Map<string, number>();
  for (const { event } of held) counts.set(event, (counts.get(event) ?? 0) + 1);
  const each = [...counts].map(([event, n]) => `${n} × ${event.replaceAll("_", " ")}`);
  const more = count > MOST_TITLES ? `; the first ${MOST_TITLES} of them` : "";
  return composeMessage((text) => redactor.redact(text), {
    ...{ type: "notification.digest", at: clock.iso(), title: `${rule.name}: ${count} notifications` },
    sentence: `${each.join(", ")}${more}:`,
    digest: { count, titles: held.slice(0, MOST_TITLES).map(titleOf) },
  });
}

function titleOf({ message: { title }, execution_id }: NotificationRow): string {
  return execution_id === null ? title : `${title} (${execution_id})`;
}
