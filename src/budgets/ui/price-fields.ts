import type { Price } from "../price-model.ts";

/** The prices of a token that a person sets; a model's others stay as they are. */
export const PRICED = [
  { field: "input_cost_per_token", name: "Input" },
  { field: "output_cost_per_token", name: "Output" },
  { field: "cache_read_input_token_cost", name: "Cache read" },
  { field: "cache_creation_input_token_cost", name: "Cache write" },
] as const;

const MILLION = 1_000_000;

/** USD of a million tokens, without the noise of the digits behind. */
export function perMillion(usd: number): number {
  return Number((usd * MILLION).toPrecision(10));
}

type PriceDraft = { [Field in (typeof PRICED)[number]["field"]]: number | "" };

export function draftOf(fields: Price["fields"]): PriceDraft {
  const entries = PRICED.map(({ field }) => [field, fields[field] === undefined ? "" : perMillion(fields[field])]);
  return Object.fromEntries(entries);
}

/** What is sent: what was emptied is left out, what is not asked for stays. */
export function fieldsOf(draft: PriceDraft, before: Price["fields"]): Price["fields"] {
  const asked = new Set<string>(PRICED.map(({ field }) => field));
  const others = Object.entries(before).filter(([field]) => !asked.has(field));
  const given = Object.entries(draft).filter((entry): entry is [string, number] => entry[1] !== "");
  return Object.fromEntries([...others, ...given.map(([field, usd]) => [field, usd / MILLION] as const)]);
}
