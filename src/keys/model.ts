import { z } from "@hono/zod-openapi";
import { KEY_SCOPES } from "~/http/route-scopes.ts";
import { idParam } from "~/kit/ids.ts";

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][\w .@-]*$/, "must begin with a letter or digit, and go on with these, spaces and . _ @ - alone")
  .openapi({ description: "What the audit log calls its holder.", example: "ci" });
const scopes = z
  .array(z.enum(KEY_SCOPES))
  .min(1)
  .max(KEY_SCOPES.length)
  .refine((all) => new Set(all).size === all.length, "must not name one twice")
  .openapi({
    description:
      "`read` looks, `run` also starts and stops work, `admin` also changes what work there is and sees keys.",
    example: ["run"],
  });
const instant = z.iso.datetime();

export const KeyInput = z
  .strictObject({
    name,
    scopes,
    expires_at: instant.nullable().default(null).openapi({ description: "From then on it is refused." }),
  })
  .openapi("KeyInput");
export type KeyInput = z.infer<typeof KeyInput>;

export const Key = z
  .object({
    id: idParam("key"),
    name,
    prefix: z.string().openapi({ description: "How it begins. Empty for one that was brought along." }),
    scopes,
    expires_at: instant.nullable(),
    last_used_at: instant.nullable().openapi({ description: "To the minute." }),
    created_at: instant,
  })
  .openapi("Key");
export type Key = z.infer<typeof Key>;

export const NewKey = Key.extend({
  key: z.string().openapi({ description: "The key itself, in this answer alone." }),
}).openapi("NewKey");
export type NewKey = z.infer<typeof NewKey>;

export const SignIn = z
  .union([
    z.strictObject({ key: z.string().min(1).max(1_000) }),
    z.strictObject({ code: z.string().min(1).max(100).openapi({ description: "Of a login link, good once." }) }),
  ])
  .openapi("SignIn");
export type SignIn = z.infer<typeof SignIn>;

export const Session = z
  .object({
    key_id: idParam("key"),
    name,
    scopes,
    session_id: idParam("session").nullable().openapi({ description: "Null where the key itself was sent." }),
    expires_at: instant
      .nullable()
      .openapi({ description: "The end of the session or of its key, whichever is first." }),
  })
  .openapi("Session");
export type Session = z.infer<typeof Session>;

export const BrowserSession = z
  .object({
    id: idParam("session"),
    key_id: idParam("key"),
    key_name: name,
    address: z.string().nullable().openapi({ description: "From where it was signed in." }),
    created_at: instant,
    last_seen_at: instant.openapi({ description: "To the minute." }),
    expires_at: instant,
  })
  .openapi("BrowserSession");
export type BrowserSession = z.infer<typeof BrowserSession>;

export const LoginLink = z
  .object({
    url: z.string().openapi({ description: "To open in a browser, once; the code is its fragment." }),
    expires_at: instant,
  })
  .openapi("LoginLink");
