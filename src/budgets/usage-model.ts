import { z } from "@hono/zod-openapi";
import { BackendId } from "~/backends/index.ts";
import { idParam } from "~/kit/ids.ts";

const count = z.number().int();
const cost = z.number().nullable();
const instant = z.iso.datetime();

const tokens = {
  input_tokens: count.openapi({ description: "Without what was read from or written to the cache." }),
  cache_read_tokens: count,
  cache_write_tokens: count,
  output_tokens: count.openapi({ description: "With reasoning." }),
  reasoning_tokens: count,
  total_tokens: count.openapi({ description: "input + cache_read + cache_write + output." }),
};

const UsedModel = z.object({
  model: z.string().nullable(),
  input: count,
  cache_read: count,
  cache_write: count,
  output: count,
  reasoning: count,
  cost_usd: z.number().optional().openapi({ description: "Absent where no price is known." }),
});

export const AttemptUsage = z
  .object({
    attempt_id: idParam("attempt"),
    execution_id: idParam("execution"),
    number: count,
    trigger_id: idParam("trigger").nullable(),
    account_id: z.string(),
    backend: BackendId,
    project: z.string(),
    model: z.string().nullable().openapi({ description: "Of several the one that cost most." }),
    session_id: z.string().nullable(),
    ...tokens,
    turns: count,
    cost_usd: cost.openapi({ description: "Of what has a price; null where nothing has one." }),
    cost_source: z
      .enum(["table", "cli"])
      .nullable()
      .openapi({ description: "cli: a part is what the CLI itself said." }),
    unpriced_tokens: count.openapi({ description: "Tokens that no price is known of: not in the cost." }),
    incomplete: z.boolean().openapi({ description: "It runs, or was ended before the CLI could say all it had used." }),
    models: z.array(UsedModel),
    started_at: instant,
    ended_at: instant.nullable(),
    duration_ms: count.nullable(),
  })
  .openapi("AttemptUsage");
export type AttemptUsage = z.infer<typeof AttemptUsage>;

const sums = {
  ...tokens,
  turns: count,
  runs: count.openapi({ description: "Executions." }),
  attempts: count,
  cost_usd: cost.openapi({ description: "Null where nothing has a price." }),
  unpriced_attempts: count.openapi({ description: "With tokens that no price is known of: not in the cost." }),
  incomplete_attempts: count.openapi({
    description: "They run, or were ended before the CLI could say all it had used: what is summed up is the least.",
  }),
};

export const UsageReport = z
  .object({
    from: instant,
    to: instant,
    rows: z.array(z.object({ group: z.string().nullable(), ...sums })).openapi({
      description:
        "By model, an attempt of several models is split: its tokens and cost by model, its turns under the one that " +
        "cost most, itself counted under each. By day, a day without use is listed, too.",
    }),
    totals: z.object(sums),
  })
  .openapi("UsageReport");
export type UsageReport = z.infer<typeof UsageReport>;

export const GroupBy = z.enum(["day", "trigger", "account", "backend", "model", "project"]);
export type GroupBy = z.infer<typeof GroupBy>;

/** As rows hold it, with milliseconds: they are compared as texts. */
const bound = instant.transform((given) => new Date(given).toISOString());

/** Which attempts are looked at. */
export const usageFilter = {
  from: bound.optional().openapi({ description: "Began at or after." }),
  to: bound.optional().openapi({ description: "Began before. Unset: now." }),
  trigger_id: idParam("trigger").optional(),
  account_id: z.string().max(200).optional(),
  execution_id: idParam("execution").optional(),
  backend: BackendId.optional(),
  project: z.string().max(4_096).optional(),
};
export type UsageFilter = { [Field in keyof typeof usageFilter]?: z.infer<(typeof usageFilter)[Field]> };

/** What a report looks at: a span, or so many days up to now. */
export const reportFilter = {
  ...usageFilter,
  from: usageFilter.from.openapi({ description: "Began at or after. Unset: `days`, or 30 days before `to`." }),
  days: z.coerce.number().int().min(1).max(400).optional().openapi({
    description: "So many days of the server's time zone, of which `to` lies in the last. `from` goes before it.",
  }),
};
export type ReportFilter = UsageFilter & { days?: number | undefined };
