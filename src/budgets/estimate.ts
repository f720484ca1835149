import { z } from "@hono/zod-openapi";
import { BackendId, type ModelUsage } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { idParam } from "~/kit/ids.ts";
import { budgetsFor, isReadable } from "./budget-store.ts";
import { costOf } from "./cost.ts";
import { estimateOf, type History, historyOf, mean } from "./history.ts";
import { findPrice } from "./price-store.ts";
import { spanFor } from "./scopes.ts";
import { reservedIn, spentIn } from "./spend.ts";

const CHARACTERS_PER_TOKEN = 4;
/** Of an answer where nothing is known. */
const OUTPUT_TOKENS = 2_000;

export const EstimateInput = z
  .strictObject({
    prompt: z.string().min(1).max(4_000_000),
    backend: BackendId,
    model: z.string().min(1).max(200).nullable().default(null),
    trigger_id: idParam("trigger").nullable().default(null),
  })
  .openapi("EstimateInput");
export type EstimateInput = z.infer<typeof EstimateInput>;

export const Estimate = z
  .object({
    input_tokens: z.number().int().openapi({ description: "With what is read from or written to the cache." }),
    output_tokens: z.number().int(),
    cost_usd: z.number().nullable().openapi({ description: "Null where no price is known." }),
    basis: z.enum(["history", "length"]).openapi({
      description:
        "history: the mean of the newest attempts of the trigger, or where it has none of the backend. length: the " +
        `length of the prompt, and ${OUTPUT_TOKENS} tokens of an answer.`,
    }),
    attempts: z.number().int().openapi({ description: "How many it is the mean of." }),
    would_exceed: z.array(idParam("budget")).openapi({
      description:
        "Budgets of everything, the backend and the trigger that would not let it start or would be exceeded.",
    }),
  })
  .openapi("Estimate");
export type Estimate = z.infer<typeof Estimate>;

/** What a prompt may use and cost, before it is run. */
export function estimate(ctx: Context, input: EstimateInput): Estimate {
  const { backend, model, trigger_id } = input;
  const told = historyOf(ctx, { trigger_id, backend }, "tokens");
  const history = model === null ? told : told.filter((row) => row.model === model);
  const guess = history.length > 0 ? fromHistory(history) : fromLength(ctx, input);
  return { ...guess, attempts: history.length, would_exceed: wouldExceed(ctx, input, guess) };
}

type Guess = Pick<Estimate, "input_tokens" | "output_tokens" | "cost_usd" | "basis">;

function fromHistory(history: History): Guess {
  const costs = history.flatMap(({ cost_usd }) => cost_usd ?? []);
  return {
    input_tokens: Math.round(mean(history.map(({ total_tokens, output_tokens }) => total_tokens - output_tokens))),
    output_tokens: Math.round(mean(history.map(({ output_tokens }) => output_tokens))),
    cost_usd: costs.length > 0 ? mean(costs) : null,
    basis: "history",
  };
}

function fromLength(ctx: Context, { prompt, model }: EstimateInput): Guess {
  const input = Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  const fields = model === null ? undefined : findPrice(ctx, model);
  const rest = { cache_read: 0, cache_write: 0, reasoning: 0 };
  const usage: ModelUsage = { model, input, output: OUTPUT_TOKENS, ...rest };
  const cost_usd = fields ? costOf(fields, usage, true) : null;
  return { input_tokens: input, output_tokens: OUTPUT_TOKENS, cost_usd, basis: "length" };
}

function wouldExceed(ctx: Context, { backend, trigger_id }: EstimateInput, guess: Guess): string[] {
  const minutes = estimateOf(historyOf(ctx, { trigger_id, backend }, "minutes"), "minutes");
  const tokens = guess.input_tokens + guess.output_tokens;
  const more = { usd: guess.cost_usd ?? 0, tokens, runs: 1, minutes };
  const asked = budgetsFor(ctx, { backend, trigger_id, account_id: "", project: "" });
  const over = asked.filter((budget) => {
    if (!isReadable(budget)) return true;
    if (budget.hard_limit === null) return false;
    const span = spanFor(ctx, budget, ctx.clock.now());
    const spent = spentIn(ctx, budget, span);
    const taken = spent + reservedIn(ctx, budget, span).amount + more[budget.unit];
    return spent >= budget.hard_limit || taken > budget.hard_limit;
  });
  return over.map(({ id }) => id);
}
