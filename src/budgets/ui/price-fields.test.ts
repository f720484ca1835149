import { expect, test } from "bun:test";
import { draftOf, fieldsOf, perMillion } from "./price-fields.ts";

const fields = {
  ...{ input_cost_per_token: 5e-6, output_cost_per_token: 2.5e-5, cache_read_input_token_cost: 5e-7 },
  input_cost_per_token_above_200k_tokens: 1e-5,
};

test("a price is shown by the million tokens, and sent as it was", () => {
  expect(draftOf(fields)).toEqual({
    ...{ input_cost_per_token: 5, output_cost_per_token: 25, cache_read_input_token_cost: 0.5 },
    cache_creation_input_token_cost: "",
  });
  expect(fieldsOf(draftOf(fields), fields)).toEqual(fields);
  expect(perMillion(1.1e-7)).toBe(0.11);
});

test("what is emptied is sent no more", () => {
  const draft = { ...draftOf(fields), cache_read_input_token_cost: "" as const };
  expect(fieldsOf(draft, fields)).not.toHaveProperty("cache_read_input_token_cost");
});
