import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { Name } from "~/kit/name.ts";

export const BudgetScope = z.enum(["global", "backend", "account", "trigger", "project"]).openapi("BudgetScope");
export type BudgetScope = z.infer<typeof BudgetScope>;

export const BudgetWindow = z.enum(["day", "week", "month", "5_hours", "7_days"]).openapi("BudgetWindow");
export type BudgetWindow = z.infer<typeof BudgetWindow>;

export const BudgetUnit = z.enum(["usd", "tokens", "runs", "minutes"]).openapi("BudgetUnit");
export type BudgetUnit = z.infer<typeof BudgetUnit>;

const instant = z.iso.datetime();
const limit = z.number().positive().max(1e15).nullable();

/** Every field a person sets, without defaults: what PATCH takes a part of. */
const fields = {
  name: Name,
  scope: BudgetScope,
  scope_id: z.string().min(1).max(4_096).nullable().openapi({
    description: "Which backend, account, trigger or project (its working directory); null for the global scope.",
  }),
  window: BudgetWindow.openapi({
    description:
      "day, week (from Monday) and month are of the server's time zone. 5_hours and 7_days end now; those of an account " +
      "follow the account's own windows where the CLI has told when they reset. An attempt counts where it began.",
  }),
  unit: BudgetUnit.openapi({
    description:
      "usd counts what has a price: `unpriced_attempts` says how many had none. runs counts executions, whatever their " +
      "number of attempts.",
  }),
  soft_limit: limit.openapi({ description: "Crossed, it warns once in a window." }),
  hard_limit: limit.openapi({
    description:
      "Reached, nothing starts any more; crossed by a running execution, it is stopped at its next report of usage. " +
      "Codex and Gemini report only at the end of a turn, so no cap stops one of their turns halfway: set `timeout_secs`.",
  }),
  on_exceeded: z.enum(["stop", "ask"]).openapi({ description: "ask: the execution waits for a person's answer." }),
  enabled: z.boolean(),
};

export const BudgetInput = z
  .strictObject({
    ...fields,
    scope_id: fields.scope_id.default(null),
    soft_limit: fields.soft_limit.default(null),
    hard_limit: fields.hard_limit.default(null),
    on_exceeded: fields.on_exceeded.default("stop"),
    enabled: fields.enabled.default(true),
  })
  .openapi("BudgetInput");
export type BudgetInput = z.infer<typeof BudgetInput>;

export const BudgetPatch = z.strictObject(fields).partial().openapi("BudgetPatch");
export type BudgetPatch = z.infer<typeof BudgetPatch>;

export const Budget = z
  .object({
    id: idParam("budget"),
    ...fields,
    window_start: instant.nullable(),
    window_end: instant.nullable().openapi({ description: "Null for a window that ends now." }),
    spent: z.number().nullable().openapi({ description: "In the unit, running attempts as far as they have told." }),
    reserved: z
      .number()
      .nullable()
      .openapi({ description: "Set aside for running attempts beyond what they have used." }),
    forecast: z.number().nullable().openapi({
      description: "What is spent by the end of the window at this pace; null in its first twentieth.",
    }),
    unpriced_attempts: z.number().int().nullable().openapi({ description: "With tokens that no price is known of." }),
    notes: z.array(z.string()).openapi({ description: "What this budget cannot do." }),
    created_at: instant,
    updated_at: instant,
  })
  .openapi("Budget");
export type Budget = z.infer<typeof Budget>;

export const BudgetEvent = z
  .object({
    kind: z.enum(["warned", "refused", "stopped", "asked"]),
    execution_id: idParam("execution").nullable(),
    detail: z.string(),
    at: instant,
  })
  .openapi("BudgetEvent");

export const BudgetWithEvents = Budget.extend({
  events: z.array(BudgetEvent).openapi({ description: "The newest 50, newest first." }),
}).openapi("BudgetWithEvents");
export type BudgetWithEvents = z.infer<typeof BudgetWithEvents>;
