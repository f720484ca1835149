import { expect, test } from "bun:test";
import { costOf, namesOf } from "./cost.ts";
import shipped from "./prices.json" with { type: "json" };
import { tokens } from "./testing.ts";

const { models }: { models: Record<string, Record<string, number>> } = shipped;
const fieldsOf = (model: string) => models[model] ?? {};

test.each([
  // 1,000 × 3 + 20,000 × 0.3 + 3,000 × 3.75 + 500 × 15 = 27,750 millionths
  ["claude-sonnet-4-5", { input: 1_000, cache_read: 20_000, cache_write: 3_000, output: 500 }, 0.02775],
  // 12 × 5 + 345,678 × 0.5 + 901 × 6.25 + 2,345 × 25 = 237,155.25 millionths
  ["claude-opus-4-6", { input: 12, cache_read: 345_678, cache_write: 901, output: 2_345 }, 0.23715525],
  // 7 × 1 + 11 × 5 = 62 millionths
  ["claude-haiku-4-5", { input: 7, output: 11 }, 0.000062],
  // 9,000 × 1.25 + 90,000 × 0.125 + 1,200 × 10 = 34,500 millionths, of which the reasoning is output already counted
  ["gpt-5-codex", { input: 9_000, cache_read: 90_000, output: 1_200, reasoning: 800 }, 0.0345],
  // No price of writing to the cache: 100 of input cost what input does, 200 × 1.25 = 250 millionths
  ["gpt-5", { input: 100, cache_write: 100 }, 0.00025],
  // 150,000 × 1.25 + 1,000 × 10 = 197,500 millionths
  ["gemini-2.5-pro", { input: 150_000, output: 1_000 }, 0.1975],
])("%s of %j costs %f USD", (model, used, expected) => {
  expect(Math.abs(costOf(fieldsOf(model), tokens(used), true) - expected)).toBeLessThan(1e-6);
});

test("a long prompt of one request has its own price; of several requests nobody knows", () => {
  const used = tokens({ input: 150_000, cache_read: 50_000, output: 1_000 });
  const longer = tokens({ input: 150_000, cache_read: 50_001, output: 1_000 });
  const fields = fieldsOf("gemini-2.5-pro");
  // 150,000 × 1.25 + 50,000 × 0.125 + 1,000 × 10 = 203,750 millionths
  expect(costOf(fields, used, true)).toBeCloseTo(0.20375, 9);
  // 150,000 × 2.5 + 50,001 × 0.25 + 1,000 × 15 = 402,500.25 millionths
  expect(costOf(fields, longer, true)).toBeCloseTo(0.40250025, 9);
  expect(costOf(fields, longer, false)).toBeCloseTo(0.203750125, 9);
});

test("the highest tier that the prompt has passed holds", () => {
  const tiers = {
    ...{
      input_cost_per_token: 1,
      input_cost_per_token_above_200k_tokens: 2,
      input_cost_per_token_above_272k_tokens: 3,
    },
    output_cost_per_token: 5,
  };
  const cost = (input: number) => costOf(tiers, tokens({ input, output: 1 }), true) - 5;
  expect([cost(200_000), cost(200_001), cost(300_000)]).toEqual([200_000, 400_002, 900_000]);
});

test("a model is known by its name without provider and date, and by no other", () => {
  expect(namesOf("claude-haiku-4-5")).toEqual(["claude-haiku-4-5"]);
  expect(namesOf("anthropic/claude-haiku-4-5-20251001")).toEqual([
    "anthropic/claude-haiku-4-5-20251001",
    "anthropic/claude-haiku-4-5",
    "claude-haiku-4-5-20251001",
    "claude-haiku-4-5",
  ]);
  expect(namesOf("gpt-5-2025-08-07")).toContain("gpt-5");
  expect(namesOf("claude-sonnet-4-5-next")).toEqual(["claude-sonnet-4-5-next"]);
});

test("the shipped table has a source, a day and whole entries", () => {
  expect(shipped.source).toMatch(/LiteLLM .* [0-9a-f]{40}$/);
  expect(shipped.dated).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const [model, fields] of Object.entries(models)) {
    const { input_cost_per_token: input = 0, output_cost_per_token: output = 0 } = fields;
    expect({ model, sound: input > 1e-8 && output > input && output < 1e-3 }).toEqual({ model, sound: true });
    expect({ model, cheaper: (fields.cache_read_input_token_cost ?? 0) < input }).toEqual({ model, cheaper: true });
  }
});
