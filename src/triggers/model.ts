import { z } from "@hono/zod-openapi";
import { Chain } from "~/accounts/index.ts";
import { BackendId, Permissions } from "~/backends/index.ts";
import { GroupId, Tags, WorkingDir } from "~/executions/index.ts";
import { orNull, pageOf } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Name } from "~/kit/name.ts";
import { ActionKind } from "~/outcomes/index.ts";
import { Ref } from "~/projects/index.ts";
import { completion } from "./kinds/completion.ts";
import { github } from "./kinds/github.ts";
import { Source } from "./kinds/index.ts";
import { manual } from "./kinds/manual.ts";
import { schedule } from "./kinds/schedule.ts";
import { webhook } from "./kinds/webhook.ts";
import { isKnown } from "./template.ts";

export const Secret = z
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
  schedule.config,
  z.strictObject({ ...webhook.config.shape, secret: Secret.optional() }),
  github.config,
  completion.config,
]);
/** A source as it is read: whether it has a secret. */
const SourceOutput = z.discriminatedUnion("kind", [
  manual.config,
  schedule.config,
  z.strictObject({
    ...webhook.config.shape,
    secret_set: z.boolean(),
    secret: Secret.optional(),
    previous_secret_until: z.iso
      .datetime()
      .optional()
      .openapi({ description: "Until when the secret of before the rotation is taken too." }),
  }),
  github.config,
  completion.config,
]);

const template = z
  .string()
  .min(1)
  .max(1_000_000)
  .refine((text) => !text.includes("\0"), "must not hold NUL")
  .openapi({
    description: "With placeholders such as {message} and {payload.a.b[0]}: `GET /admin/triggers/placeholders`.",
  });

export const Note = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .optional()
  .openapi({ description: "Why the template is as it is now: kept with its revision." });

const limit = z.number().int().min(1).max(1_000_000);

/** Every field a person sets, without defaults: what PATCH takes a part of. */
const fields = {
  name: Name,
  source: SourceInput,
  prompt_template: template,
  workflow_id: idParam("workflow")
    .nullable()
    .openapi({ description: "The workflow that it starts, in place of a CLI that it asks." }),
  input: z
    .record(z.string(), z.unknown())
    .nullable()
    .openapi({
      description:
        "What the workflow is given: its texts may hold placeholders, and one that is a single placeholder becomes its " +
        "value. Null: the payload.",
      example: { pull_request: "{pr_number}", labels: "{payload.pull_request.labels[*].name}" },
    }),
  backend: BackendId,
  backend_config: z.record(z.string(), z.unknown()),
  model: z.string().min(1).max(200).nullable(),
  chain: orNull(Chain).openapi({
    description: "Who runs it, in order. Its first entry is `backend` and `model`, which are left out then.",
  }),
  priority: z.number().int().min(-100).max(100).openapi({ description: "Higher starts first." }),
  permissions: Permissions,
  allowed_tools: z.array(z.string().min(1).max(200)).min(1).max(100).nullable(),
  working_dir: WorkingDir.openapi({ description: "Unset: a directory of the trigger's own." }).nullable(),
  project_id: idParam("project")
    .nullable()
    .openapi({ description: "Where its executions work; instead of a directory." }),
  tags: Tags.openapi({ description: "Its executions bear them." }),
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
  field_limit: limit.openapi({ description: "Characters of a field from outside." }),
  field_limits: z
    .record(z.string().max(200), limit)
    .refine((limits) => Object.keys(limits).length <= 100, "may name 100 placeholders at most")
    .superRefine((limits, refine) => {
      for (const name of Object.keys(limits).filter((name) => !isKnown(name)))
        refine.addIssue({ code: "custom", path: [name], message: "must be a placeholder without its braces" });
    })
    .openapi({ description: "Other limits for single placeholders.", example: { "payload.log": 8_000 } }),
  strict: z.boolean().openapi({ description: "A placeholder without a value is a failure, not a warning." }),
  enabled: z.boolean(),
};

export const TriggerInput = z
  .strictObject({
    ...fields,
    prompt_template: fields.prompt_template
      .optional()
      .openapi({ description: "Required unless there is `workflow_id`." }),
    workflow_id: fields.workflow_id.default(null),
    input: fields.input.default(null),
    backend_config: fields.backend_config.default({}),
    backend: BackendId.optional().openapi({ description: "Required unless there is a `chain` or `workflow_id`." }),
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
    field_limits: fields.field_limits.default({}),
    strict: fields.strict.default(false),
    enabled: fields.enabled.default(true),
    note: Note,
  })
  .openapi("TriggerInput");
export type TriggerInput = z.infer<typeof TriggerInput>;

export const TriggerPatch = z
  .strictObject({ ...fields, note: Note })
  .partial()
  .openapi("TriggerPatch");
export type TriggerPatch = z.infer<typeof TriggerPatch>;

export const Trigger = z
  .object({
    id: idParam("trigger"),
    ...fields,
    source: SourceOutput,
    prompt_template: z.string().openapi({ description: "Empty where it starts a workflow." }),
    starts: z.string().openapi({ description: "What starts it, as one sentence." }),
    template_revision: z.number().int().openapi({ description: "Which of its revisions the template is." }),
    warnings: z.array(z.string()).openapi({
      description:
        "What works otherwise than it may seem: words in braces, conditions that never hold, notes on the chain.",
    }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Trigger");
export type Trigger = z.infer<typeof Trigger>;

/** Which triggers of a list. */
export const TriggerQuery = z.strictObject({
  ...pageOf("trigger"),
  name: z.string().max(200).optional().openapi({ description: "Those whose name holds it, in any case." }),
});
export type TriggerQuery = z.infer<typeof TriggerQuery>;

/** What a person fires or previews a trigger with. */
export const Occasion = z
  .strictObject({
    message: z.string().max(4_000_000).optional(),
    payload: z.unknown().optional(),
    event: z.string().max(100).optional().openapi({ description: "What GitHub calls the payload's event." }),
    ref: Ref.optional(),
  })
  .openapi("Occasion");
export type Occasion = z.infer<typeof Occasion>;

/** What a person starts a trigger with. */
export const RunInput = z
  .strictObject({
    ...Occasion.shape,
    tags: Tags.default([]).openapi({ description: "Besides those of the trigger." }),
    group_id: GroupId.nullable().default(null).openapi({ description: "A name for what belongs together." }),
  })
  .openapi("RunInput");
export type RunInput = z.infer<typeof RunInput>;

/** What a person has started by it. */
export const Started = z
  .object({ execution_id: idParam("execution").optional(), run_id: idParam("run").optional() })
  .openapi("StartedByTrigger", { description: "An execution, or a run of its workflow." });
export type Started = z.infer<typeof Started>;

/** How a template is tried before it is saved. */
export const PreviewInput = z
  .strictObject({
    ...Occasion.shape,
    prompt_template: template.optional().openapi({ description: "In place of the one that is saved." }),
  })
  .openapi("PreviewInput");
export type PreviewInput = z.infer<typeof PreviewInput>;

export const UnsavedPreviewInput = z
  .strictObject({
    ...Occasion.shape,
    prompt_template: template,
    source: Source.prefault({ kind: "manual" }).openapi({ description: "Without its secret." }),
    backend: BackendId.default("command"),
    chain: TriggerInput.shape.chain,
    allowed_actions: TriggerInput.shape.allowed_actions,
    field_limit: TriggerInput.shape.field_limit,
    field_limits: TriggerInput.shape.field_limits,
    strict: TriggerInput.shape.strict,
  })
  .openapi("UnsavedPreviewInput");
export type UnsavedPreviewInput = z.infer<typeof UnsavedPreviewInput>;

const position = z.number().int().openapi({ description: "In UTF-16 units, as JavaScript counts." });

export const Preview = z
  .object({
    prompt: z.string(),
    warnings: z.array(z.string()),
    unresolved: z.array(z.string()).openapi({ description: "Placeholders that have no value." }),
    untrusted: z
      .array(z.object({ start: position, end: position, placeholder: z.string() }))
      .openapi({ description: "Where text from outside stands, from `start` to before `end`." }),
    verdict: z
      .object({ holds: z.boolean(), why: z.string() })
      .nullable()
      .openapi({ description: "Whether such an event would start it; null where no event comes to it." }),
  })
  .openapi("Preview");
export type Preview = z.infer<typeof Preview>;
