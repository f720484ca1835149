import { z } from "@hono/zod-openapi";
import { PRICE_FIELD } from "./cost.ts";

/** More than any token costs. */
export const MOST_USD = 1;
const usd = z.number().min(0).max(MOST_USD).openapi({ description: "USD per token." });

const fields = z
  .object({
    input_cost_per_token: usd,
    output_cost_per_token: usd,
  })
  .catchall(usd);

const FIELDS =
  "LiteLLM's fields `input_cost_per_token`, `output_cost_per_token`, `cache_read_input_token_cost` and " +
  "`cache_creation_input_token_cost`, each also with `_above_200k_tokens` (or another number), which holds for a single " +
  "request with a longer prompt. A CLI that tells only the sum of several requests is charged the base price.";

export const PriceInput = fields
  .superRefine((given, ctx) => {
    for (const name of Object.keys(given))
      if (!PRICE_FIELD.test(name))
        ctx.addIssue({ code: "custom", path: [name], message: "is not the price of a token; remove it" });
  })
  .openapi("PriceInput", { description: FIELDS });

const origin = {
  source: z.string().min(1).max(500),
  dated: z.iso.date().openapi({ description: "The day the source says it is of." }),
};

export const Price = z
  .object({
    model: z.string(),
    fields: z.record(z.string(), z.number()).openapi({ description: FIELDS }),
    ...origin,
    edited: z.boolean().openapi({ description: "Set by a person: nothing shipped or imported replaces it." }),
  })
  .openapi("Price");
export type Price = z.infer<typeof Price>;

export const PriceImport = z
  .strictObject({
    ...origin,
    models: z.record(z.string().min(1).max(300), z.unknown()).openapi({
      description: "`model_prices_and_context_window.json` of LiteLLM, or a part of it.",
    }),
  })
  .openapi("PriceImport");
export type PriceImport = z.infer<typeof PriceImport>;

export const PriceImported = z
  .object({
    imported: z.number().int(),
    kept: z.number().int().openapi({ description: "Were set by a person, and stay as they are." }),
    skipped: z.number().int().openapi({ description: "No chat models, or without a price per token." }),
  })
  .openapi("PriceImported");
