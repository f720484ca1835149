import { isAbsolute } from "node:path";
import { z } from "@hono/zod-openapi";
import { Chain } from "~/accounts/index.ts";
import { BackendId, Permissions } from "~/backends/index.ts";
import { isDirectory } from "~/executions/index.ts";
import { idParam } from "~/kit/ids.ts";
import { ActionKind } from "~/outcomes/index.ts";
import { Ref } from "~/projects/index.ts";
import { manual } from "./kinds/manual.ts";
import { webhook } from "./kinds/webhook.ts";

const Secret = z
  .string()
  .min(8)
  .max(200)
  .refine(isStandard, "must have at least 16 bytes in base64 behind whsec_")
  .openapi({
    description: "Write-only. Neither `secret` nor `unsigned` given: one is made and shown in this answer alone.",
  });

/** What is signed with is the bytes behind `whsec_`: of a short text there are few or none. */
function isStandard(secret: string): boolean {
  const [, encoded] = /^whsec_(.*)$/s.exec(secret) ?? [];
  return encoded === undefined || Buffer.from(encoded, "base64").length >= 16;
}

/** A source as it is written: with its secret. */
const SourceInput = z.discriminatedUnion("kind", [
  manual.config,
  z.strictObject({ ...webhook.config.shape, secret: Secret.optional() }),
]);
/** A source as it is read: whether it has a secret. */
const SourceOutput = z.discriminatedUnion("kind", [
  manual.config,
  z.strictObject({ ...webhook.config.shape, secret_set: z.boolean(), secret: Secret.optional() }),
]);

const template = z
  .string()
  .min(1)
  .max(1_000_000)
  .refine((text) => !text.includes("\0"), "must not hold NUL")
  .openapi({ description: "With placeholders such as {message} and {payload.a.b[0]}." });

const workingDir = z
  .string()
  .max(4_096)
  .refine(isAbsolute, "must be an absolute path")
  .refine(isDirectory, "must be a directory that exists")
  .openapi({ description: "Unset: a directory of the trigger's own." });

/** Every field a person sets, without defaults: what PATCH takes a part of. */
const fields = {
  name: z.string().trim().min(1).max(200),
  source: SourceInput,
  prompt_template: template,
  backend: BackendId,
  backend_config: z.record(z.string(), z.unknown()),
  model: z.string().min(1).max(200).nullable(),
  chain: Chain.nullable().openapi({
    description: "Who runs it, in order. Its first entry is `backend` and `model`, which are left out then.",
  }),
  priority: z.number().int().min(-100).max(100).openapi({ description: "Higher starts first." }),
  permissions: Permissions,
  allowed_tools: z.array(z.string().min(1).max(200)).min(1).max(100).nullable(),
  working_dir: workingDir.nullable(),
  project_id: idParam("project")
    .nullable()
    .openapi({ description: "Where its executions work; instead of a directory." }),
  tags: z.array(z.string().trim().min(1).max(50)).max(20).openapi({ description: "Its executions bear them." }),
  allowed_actions: z
    .array(ActionKind)
    .openapi({ description: "What the server does for its executions when they propose it in their outcome." }),
  timeout_secs: z.number().int().min(1).max(86_400).nullable(),
  max_concurrent: z.number().int().min(1).max(1_000).nullable(),
  overlap: z
    .enum(["queue", "skip", "cancel_previous"])
    .openapi({ description: "When max_concurrent executions (1 if unset) are not finished." }),
  retry_on_interrupt: z
    .boolean()
    .openapi({ description: "An interrupted execution goes on with the CLI's own resume." }),
  allow_replays: z.boolean().openapi({ description: "Start also what looks like a replay: a known body, a new id." }),
  field_limit: z.number().int().min(1).max(1_000_000).openapi({ description: "Characters of a field from outside." }),
  strict: z.boolean().openapi({ description: "A placeholder without a value is a failure, not a warning." }),
  enabled: z.boolean(),
};

export const TriggerInput = z
  .strictObject({
    ...fields,
    backend_config: fields.backend_config.default({}),
    backend: BackendId.optional().openapi({ description: "Required unless there is a `chain`." }),
    model: fields.model.optional(),
    chain: fields.chain.default(null),
    priority: fields.priority.default(0),
    permissions: fields.permissions.default("edit"),
    allowed_tools: fields.allowed_tools.default(null),
    working_dir: fields.working_dir.default(null),
    project_id: fields.project_id.default(null),
    tags: fields.tags.default([]),
    allowed_actions: fields.allowed_actions.default([]),
    timeout_secs: fields.timeout_secs.default(null),
    max_concurrent: fields.max_concurrent.default(null),
    overlap: fields.overlap.default("queue"),
    retry_on_interrupt: fields.retry_on_interrupt.default(false),
    allow_replays: fields.allow_replays.default(false),
    field_limit: fields.field_limit.default(2_000),
    strict: fields.strict.default(false),
    enabled: fields.enabled.default(true),
  })
  .openapi("TriggerInput");
export type TriggerInput = z.infer<typeof TriggerInput>;

export const TriggerPatch = z.strictObject(fields).partial().openapi("TriggerPatch");
export type TriggerPatch = z.infer<typeof TriggerPatch>;

export const Trigger = z
  .object({
    id: idParam("trigger"),
    ...fields,
    source: SourceOutput,
    warnings: z.array(z.string()).openapi({ description: "Placeholders that never have a value; notes on the chain." }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Trigger");
export type Trigger = z.infer<typeof Trigger>;

/** What a person fires or previews a trigger with. */
export const Occasion = z
  .strictObject({ message: z.string().max(4_000_000).optional(), payload: z.unknown().optional(), ref: Ref.optional() })
  .openapi("Occasion");
export type Occasion = z.infer<typeof Occasion>;
