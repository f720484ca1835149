import { z } from "@hono/zod-openapi";
import { pageOf } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Message } from "./message.ts";

const instant = z.iso.datetime();

/**
 *   (held →) queued → sent | failed, or held → digested
 *
 * What failed is queued again when a person says so.
 */
export const NotificationStatus = z
  .enum(["held", "queued", "sent", "failed", "digested"])
  .openapi("NotificationStatus", {
    description: "held: by quiet hours or max_per_hour. digested: told of by another one, together with others.",
  });
export type NotificationStatus = z.infer<typeof NotificationStatus>;

export const Notification = z
  .object({
    id: idParam("notification"),
    channel_id: idParam("channel"),
    rule_id: idParam("rule"),
    event: z.string(),
    execution_id: z.string().nullable(),
    message: Message,
    status: NotificationStatus,
    queued_at: instant.nullable(),
    not_before: instant.nullable(),
    tries: z.number().int().openapi({ description: "How often it was sent since it was queued." }),
    detail: z.string().nullable().openapi({ description: "The last answer, or what it waits for." }),
    digest_id: z.string().nullable().openapi({ description: "The one that told of it." }),
    created_at: instant,
    sent_at: instant.nullable(),
  })
  .openapi("Notification");
export type Notification = z.infer<typeof Notification>;

export const NotificationWithAttempts = Notification.extend({
  attempts: z.array(
    z.object({
      number: z.number().int(),
      at: instant,
      duration_ms: z.number().int(),
      sent: z.boolean(),
      status_code: z.number().int().nullable(),
      detail: z.string(),
    }),
  ),
}).openapi("NotificationWithAttempts");
export type NotificationWithAttempts = z.infer<typeof NotificationWithAttempts>;

export const NotificationFilter = z.strictObject({
  ...pageOf("notification"),
  channel_id: idParam("channel").optional(),
  rule_id: idParam("rule").optional(),
  status: NotificationStatus.optional(),
});
export type NotificationFilter = z.infer<typeof NotificationFilter>;
