import type { ModelUsage } from "~/backends/index.ts";

const KINDS = [
  ["input", "input_cost_per_token"],
  ["cache_read", "cache_read_input_token_cost"],
  ["cache_write", "cache_creation_input_token_cost"],
  ["output", "output_cost_per_token"],
] as const;

/** Which of LiteLLM's fields are prices of a token. */
export const PRICE_FIELD = new RegExp(`^(?:${KINDS.map(([, field]) => field).join("|")})(?:_above_\\d+k_tokens)?$`);

/** USD per token, in LiteLLM's field names. */
export type PriceFields = Record<string, number>;

/**
 * What these tokens cost. Where a price of the cache is not known its tokens cost what other input does. `request`:
 * they are of one request, so that a price for long prompts holds when its prompt is long; of several requests nobody
 * knows which were, and the base price holds.
 */
export function costOf(fields: PriceFields, usage: ModelUsage, request: boolean): number {
  const suffix = request ? tierOf(fields, usage.input + usage.cache_read + usage.cache_write) : "";
  return KINDS.reduce((sum, [kind, field]) => sum + usage[kind] * priceOf(fields, field, suffix), 0);
}

function priceOf(fields: PriceFields, field: string, suffix: string): number {
  return fields[field + suffix] ?? fields[field] ?? fields[`input_cost_per_token${suffix}`] ?? 0;
}

/** The ending of the fields that hold for a prompt of this length. */
function tierOf(fields: PriceFields, prompt_tokens: number): string {
  const tiers = Object.keys(fields).flatMap((field) => {
    const [, thousands] = /^input_cost_per_token_above_(\d+)k_tokens$/.exec(field) ?? [];
    return thousands !== undefined && prompt_tokens > Number(thousands) * 1_000 ? [Number(thousands)] : [];
  });
  return tiers.length === 0 ? "" : `_above_${Math.max(...tiers)}k_tokens`;
}

/**
 * The names a model may be listed under: its own, without the provider before it (`anthropic/…`), without the date
 * behind it (`-20251001`, `-2025-10-01`). Nothing is guessed by family.
 */
export function namesOf(model: string): string[] {
  const bare = model.slice(model.lastIndexOf("/") + 1);
  const undated = (name: string) => name.replace(/-\d{4}-?\d{2}-?\d{2}$/, "");
  return [...new Set([model, undated(model), bare, undated(bare)])];
}

export function totalOf({ input, cache_read, cache_write, output }: ModelUsage): number {
  return input + cache_read + cache_write + output;
}
