import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { tellByRule } from "~/notifications/index.ts";
import { fillText, namesIn } from "../values.ts";
import { common, nodeKind } from "./kind.ts";

export const NotifyNode = z
  .strictObject({
    kind: z.literal("notify"),
    ...common,
    rule_id: idParam("rule").openapi({ description: "Its channel, its quiet hours, and how much it tells an hour." }),
    title: z.string().min(1).max(1_000).openapi({ description: "With placeholders, as the text." }),
    text: z.string().max(10_000).default(""),
  })
  .openapi("NotifyNode");

/**
 * Somebody is told by one of the notification rules. It is done as soon as that is written down, in the same
 * transaction: the channel is tried until it has it, and a receiver knows by its id what it has.
 */
export const notify = nodeKind({
  title: "Notification",
  config: NotifyNode,
  asks: ({ title, text }) => [...namesIn(title), ...namesIn(text)],

  begin({ rule_id, title, text }, { ctx, tx, after, values, run_id }) {
    const told = { title: fillText(title, values), text: fillText(text, values), run_id };
    const notification_id = tellByRule(ctx, tx, after, rule_id, told);
    return { step: "done", outcome: { status: "succeeded", data: { notification_id } } };
  },
});
