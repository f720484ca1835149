import { z } from "@hono/zod-openapi";
import { orNull } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Name, nameOf } from "~/kit/name.ts";
import { QuietHours } from "./quiet-hours.ts";

export const RuleEvent = z
  .enum([
    "failure",
    "first_failure_after_success",
    "success_after_failure",
    "waiting",
    "budget",
    "approval",
    "workflow",
  ])
  .openapi("RuleEvent", {
    description:
      "failure: an execution failed, ran out of its time or was lost; one that somebody cancelled did not. first_… and " +
      "…_after_failure: by trigger, a failure is also the first where nothing had ended before. waiting: for a person's " +
      "answer. budget: one warned, refused, stopped or asked. approval: a run of a workflow asks a person. workflow: what its " +
      "`notify` nodes tell by this rule; they do so whatever events it has.",
  });
export type RuleEvent = z.infer<typeof RuleEvent>;

/** Every field a person sets, without defaults: what PATCH takes a part of. */
const fields = {
  name: Name,
  channel_id: idParam("channel"),
  events: z.array(RuleEvent).min(1).max(RuleEvent.options.length),
  trigger_id: idParam("trigger").nullable().openapi({ description: "Of this trigger alone." }),
  project_id: idParam("project").nullable().openapi({ description: "Of this project alone." }),
  tags: z.array(nameOf(50)).max(20).openapi({ description: "With one of these; none is any." }),
  quiet_hours: orNull(QuietHours).openapi({ description: "What falls in them is told of as one at their end." }),
  max_per_hour: z.number().int().min(1).max(1_000).nullable().openapi({
    description: "What is more is held, and told of as one when there is room again.",
  }),
  enabled: z.boolean(),
};

export const RuleInput = z
  .strictObject({
    ...fields,
    trigger_id: fields.trigger_id.default(null),
    project_id: fields.project_id.default(null),
    tags: fields.tags.default([]),
    quiet_hours: fields.quiet_hours.default(null),
    max_per_hour: fields.max_per_hour.default(null),
    enabled: fields.enabled.default(true),
  })
  .openapi("NotificationRuleInput");
export type RuleInput = z.infer<typeof RuleInput>;

export const RulePatch = z.strictObject(fields).partial().openapi("NotificationRulePatch");
export type RulePatch = z.infer<typeof RulePatch>;

export const Rule = z
  .object({ id: idParam("rule"), ...fields, created_at: z.iso.datetime(), updated_at: z.iso.datetime() })
  .openapi("NotificationRule");
