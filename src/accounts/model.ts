import { isAbsolute, resolve } from "node:path";
import { z } from "@hono/zod-openapi";
import { BackendId } from "~/backends/index.ts";
import { orNull } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Name } from "~/kit/name.ts";

const withoutNul = (text: string) => !text.includes("\0");
const NUL = "must not hold NUL";
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be the name of an environment variable");

const ConfigDir = z
  .string()
  .max(4_096)
  .refine(withoutNul, NUL)
  .refine((dir) => dir === "own" || isAbsolute(dir), "must be an absolute path, or `own` for one that is made here")
  .transform((dir) => (dir === "own" ? dir : resolve(dir)))
  .openapi({ description: "Where the CLI keeps its login and its conversations. `own`: a directory of its own." });

const KeyInput = z
  .strictObject({
    variable: variable.openapi({ description: "Which variable of the CLI holds the key." }),
    env: variable.optional().openapi({ description: "The variable of the server's environment that has the key." }),
    secret: z.string().trim().min(8).max(10_000).refine(withoutNul, NUL).optional().openapi({
      description: "The key itself: stored encrypted and never shown.",
    }),
  })
  .refine(
    ({ env, secret }) => (env === undefined) !== (secret === undefined),
    "give either `env`, the name of a variable of the server, or `secret`, the key itself",
  )
  .openapi("AccountKeyInput");
export type KeyInput = z.infer<typeof KeyInput>;

/** Every field a person sets, without defaults: what PATCH takes a part of. */
const fields = {
  name: Name,
  config_dir: ConfigDir.nullable(),
  key: orNull(KeyInput),
  env: z
    .record(z.string(), z.string().max(10_000).refine(withoutNul, NUL))
    .openapi({ description: "Further variables of the CLI that hold no secret, such as a base URL." }),
  position: z.number().int().min(0).max(1_000_000).openapi({ description: "Lower is preferred." }),
  max_concurrent: z.number().int().min(1).max(1_000).nullable(),
  enabled: z.boolean(),
};

export const AccountInput = z
  .strictObject({
    ...fields,
    backend: BackendId,
    config_dir: fields.config_dir.default(null),
    key: fields.key.default(null),
    env: fields.env.default({}),
    position: fields.position.optional().openapi({ description: "Lower is preferred. Unset: behind all others." }),
    max_concurrent: fields.max_concurrent.default(null),
    enabled: fields.enabled.default(true),
  })
  .openapi("AccountInput");
export type AccountInput = z.infer<typeof AccountInput>;

export const AccountPatch = z.strictObject(fields).partial().openapi("AccountPatch");
export type AccountPatch = z.infer<typeof AccountPatch>;

export const UsageWindow = z
  .object({
    utilization: z.number().nullable().openapi({ description: "From 0 to 1." }),
    status: z.enum(["open", "warned", "spent"]),
    resets_at: z.iso.datetime().nullable(),
    seen_at: z.iso.datetime(),
  })
  .openapi("UsageWindow");
export type UsageWindow = z.infer<typeof UsageWindow>;

/** Why and until when nothing is started. */
const Cooldown = z
  .object({
    scope: z.enum(["account", "model", "backend"]).openapi({
      description: "What starts nothing: the account, one of its models, or all accounts of its backend.",
    }),
    model: z.string().nullable().openapi({ description: "Null: all models. `default`: whichever the CLI takes." }),
    kind: z.enum(["usage", "rate", "overload", "auth", "billing"]),
    until: z.iso.datetime(),
    message: z.string(),
    strikes: z.number().int().openapi({ description: "How often in a row." }),
    since: z.iso.datetime(),
  })
  .openapi("Cooldown");

export const Account = z
  .object({
    id: idParam("account"),
    backend: BackendId,
    is_default: z.boolean().openapi({ description: "The server's own environment." }),
    ...fields,
    config_dir: z.string().nullable(),
    key: z
      .object({
        variable: z.string(),
        from: z.enum(["env", "secret"]),
        env: z.string().optional(),
        secret_set: z.boolean().optional(),
      })
      .nullable(),
    cooldowns: z.array(Cooldown).openapi({ description: "Those that hold, also those of the whole backend." }),
    windows: z.record(z.string(), UsageWindow).openapi({ description: "By the provider's name of the allowance." }),
    running: z.number().int().openapi({ description: "Attempts that run on it now." }),
    last_used_at: z.iso.datetime().nullable(),
    login_command: z.string().nullable().openapi({
      description: "What a person types on the server to log in; null where a key is used or there is no login.",
    }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Account");
export type Account = z.infer<typeof Account>;

export const LoginCheck = z
  .object({
    logged_in: z.boolean().nullable().openapi({ description: "Null where there is no login." }),
    login_command: z.string().nullable(),
    detail: z.string(),
  })
  .openapi("LoginCheck");
export type LoginCheck = z.infer<typeof LoginCheck>;

export const Entry = z
  .strictObject({
    backend: BackendId,
    account: z
      .union([z.literal("any"), idParam("account")])
      .default("any")
      .openapi({ description: "An account, or any enabled one of the backend in their order." }),
    model: z.string().min(1).max(200).nullable().default(null),
  })
  .openapi("ChainEntry");
export type Entry = z.infer<typeof Entry>;

const OnError = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("fail") }),
  z.strictObject({
    kind: z.literal("retry"),
    retries: z.number().int().min(1).max(20).default(3),
    backoff_ms: z.number().int().min(100).max(600_000).default(5_000).openapi({ description: "Doubled each time." }),
    on: z.enum(["transient", "any"]).default("transient").openapi({
      description: "transient: rate limits, overload, API errors, silence. any: every failure of the CLI.",
    }),
  }),
]);

/** What a limit and an error make of an execution. */
export const policies = {
  on_usage_limit: z
    .enum(["hold", "next_account", "next_backend", "fail"])
    .openapi({ description: "hold: wait for the reset. next_*: hand over, and wait when nobody is left." }),
  rotate_accounts: z.boolean().openapi({
    description:
      "Whether work may move between accounts of one backend. Vendors' terms may forbid to get round a limit so: ask yours.",
  }),
  on_error: OnError,
};

const defaults = {
  on_usage_limit: policies.on_usage_limit.default("hold"),
  rotate_accounts: policies.rotate_accounts.default(false),
  on_error: policies.on_error.default({ kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" }),
};

/** Who may run an execution, in order. The model belongs to the entry. */
export const Chain = z.strictObject({ entries: z.array(Entry).min(1).max(20), ...defaults }).openapi("Chain");
export type Chain = z.infer<typeof Chain>;

/** What those fall back on that name no chain: no entries is no further backend. */
export const DefaultChain = z.strictObject({ entries: z.array(Entry).max(20), ...policies }).openapi("DefaultChain");
