import type { ModelUsage, Usage } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { costOf, totalOf } from "./cost.ts";
import { findPrice } from "./price-store.ts";

/** What was used and what it cost, as the columns of its row. `request`: it was one request to the model. */
export function priced(ctx: Context, { models, turns }: Usage, request: boolean) {
  const parts = models.map((told) => priceOf(ctx, sound(told), request && models.length === 1)).toSorted(byWeight);
  const sum = (field: "input" | "cache_read" | "cache_write" | "output" | "reasoning") =>
    parts.reduce((total, { used }) => total + used[field], 0);
  const costs = parts.flatMap(({ used }) => used.cost_usd ?? []);
  const unpriced = parts.filter(({ by }) => by === null);
  return {
    models: parts.map(({ used }) => used),
    model: parts[0]?.used.model ?? null,
    input_tokens: sum("input"),
    cache_read_tokens: sum("cache_read"),
    cache_write_tokens: sum("cache_write"),
    output_tokens: sum("output"),
    reasoning_tokens: sum("reasoning"),
    total_tokens: sum("input") + sum("cache_read") + sum("cache_write") + sum("output"),
    unpriced_tokens: unpriced.reduce((total, { used }) => total + totalOf(used), 0),
    turns: whole(turns),
    cost_usd: costs.length === 0 ? null : bounded(costs.reduce((total, cost) => total + cost, 0)),
    cost_source: parts.some(({ by }) => by === "cli") ? ("cli" as const) : costs.length > 0 ? ("table" as const) : null,
  };
}

interface Part {
  used: ModelUsage;
  by: "table" | "cli" | null;
}

/**
 * The table knows best, but for what only the CLI does: of a model that the table does not have, and where it says more,
 * which then has a price of its own (of writing to the cache for an hour). No price is not a price of nothing.
 */
function priceOf(ctx: Context, used: ModelUsage, request: boolean): Part {
  const fields = used.model === null ? undefined : findPrice(ctx, used.model);
  const cost_usd = fields && bounded(costOf(fields, used, request));
  if (used.cost_usd !== undefined && used.cost_usd > (cost_usd ?? 0)) return { used, by: "cli" };
  return cost_usd === undefined ? { used, by: null } : { used: { ...used, cost_usd }, by: "table" };
}

/** What a CLI prints is no promise: a count that is none must not keep the end of an attempt from being written. */
function sound({ cost_usd, ...told }: ModelUsage): ModelUsage {
  const { input, cache_read, cache_write, output, reasoning } = told;
  return {
    model: told.model,
    ...{ input: whole(input), cache_read: whole(cache_read), cache_write: whole(cache_write) },
    ...{ output: whole(output), reasoning: whole(reasoning) },
    ...(cost_usd !== undefined && cost_usd > 0 && { cost_usd: bounded(cost_usd) }),
  };
}

/** Far more than any run uses, and so few that their sums stay whole. */
const MOST = 1e12;

function whole(count: number): number {
  return count > 0 ? Math.min(Math.round(count), MOST) : 0;
}

/** More USD than any attempt costs: no mistake may use up a budget for ever, nor leave what is no number in it. */
const MOST_USD = 1e6;

function bounded(usd: number): number {
  return usd > 0 ? Math.min(usd, MOST_USD) : 0;
}

/** First the model that cost most, and of those without a price the one that was used most. */
function byWeight({ used: a }: Part, { used: b }: Part): number {
  return (b.cost_usd ?? -1) - (a.cost_usd ?? -1) || totalOf(b) - totalOf(a);
}
