import { z } from "@hono/zod-openapi";
import { pageOf } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";

const instant = z.iso.datetime();
const fields = z.record(z.string(), z.unknown()).nullable();

export const AuditEntry = z
  .object({
    id: idParam("audit"),
    at: instant,
    key_id: z.string().nullable().openapi({ description: "The key that was used; null is the server itself." }),
    actor: z.string().openapi({ description: "The name of that key, `server`, or `command line`." }),
    session_id: z.string().nullable().openapi({ description: "The browser session it came by." }),
    request_id: z.string().nullable(),
    address: z.string().nullable(),
    action: z.string().openapi({ example: "trigger.updated" }),
    subject_id: z.string(),
    before: fields.openapi({ description: "The fields that changed, as they were, without secrets." }),
    after: fields.openapi({ description: "The same as they are since." }),
  })
  .openapi("AuditEntry");
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditFilter = z.strictObject({
  ...pageOf("audit"),
  action: z
    .string()
    .regex(/^[a-z_]+(?:\.[a-z_]*)?$/, "must be the beginning of an action, such as `trigger.`")
    .max(100)
    .optional()
    .openapi({ description: "Actions that begin so: `trigger.` is all that was done to triggers." }),
  subject_id: z.string().min(1).max(300).optional(),
  actor: z.string().min(1).max(100).optional().openapi({ description: "By its name." }),
  key_id: idParam("key").optional(),
  session_id: idParam("session").optional(),
  since: instant.optional().openapi({ description: "At or after." }),
  until: instant.optional().openapi({ description: "Before." }),
});
export type AuditFilter = z.infer<typeof AuditFilter>;
