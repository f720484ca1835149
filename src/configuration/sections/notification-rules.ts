import { z } from "@hono/zod-openapi";
import { createRule, deleteRule, listRules, RuleInput, updateRule } from "~/notifications/index.ts";
import type { Names } from "../names.ts";
import { ALL, itemOf, section } from "../section.ts";

const { name, channel_id: _channel, trigger_id: _trigger, project_id: _project, ...fields } = RuleInput.shape;
const item = z.strictObject({
  name,
  channel: z.string().openapi({ description: "The name of a channel." }),
  trigger: z.string().nullable().default(null).openapi({ description: "Of the trigger of this name alone." }),
  project: z.string().nullable().default(null).openapi({ description: "Of the project of this name alone." }),
  ...fields,
});
type Item = z.infer<typeof item>;

export const notification_rules = section({
  item,
  nameOf: ({ name }) => name,
  read: ({ db }, names) =>
    listRules(db.orm, ALL).rules.map(({ id, channel_id, trigger_id, project_id, ...row }) => ({
      id,
      item: itemOf(item, {
        ...row,
        channel: names.nameOf("channel", channel_id),
        trigger: trigger_id && names.nameOf("trigger", trigger_id),
        project: project_id && names.nameOf("project", project_id),
      }),
    })),
  create: (ctx, { item, names }) => void createRule(ctx, inputOf(item, names)),
  update: (ctx, { id, item, names }) => void updateRule(ctx, id, inputOf(item, names)),
  remove: (ctx, id) => void deleteRule(ctx, id),
});

function inputOf({ channel, trigger, project, ...item }: Item, names: Names): RuleInput {
  return {
    ...item,
    channel_id: names.idOf("channel", channel, "channel"),
    trigger_id: trigger === null ? null : names.idOf("trigger", trigger, "trigger"),
    project_id: project === null ? null : names.idOf("project", project, "project"),
  };
}
