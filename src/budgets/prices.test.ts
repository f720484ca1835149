import { afterEach, beforeEach, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { findPrice, preparePrices } from "./price-store.ts";
import { prices } from "./tables.ts";
import { openStage, type Stage } from "./testing.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const model = "claude-opus-4-5";
const own = { fields: { input_cost_per_token: 1, output_cost_per_token: 2 }, source: "elsewhere" };

/** What the start makes of a row that was there before. */
function restarted(set: Partial<typeof prices.$inferInsert>) {
  stage.ctx.db.orm.update(prices).set(set).where(eq(prices.model, model)).run();
  preparePrices(stage.ctx);
  return stage.ctx.db.orm.select().from(prices).where(eq(prices.model, model)).get()?.source;
}

test("a start lays the shipped prices over older ones, never over newer ones or a person's", () => {
  expect(restarted({ ...own, dated: "2026-07-08" })).toContain("LiteLLM");
  expect(restarted({ ...own, dated: "2026-07-10" })).toBe("elsewhere");
  expect(restarted({ ...own, dated: "2020-01-01", edited: true })).toBe("elsewhere");
});

test("a price is found by the model's name, without provider and date, and for nothing else", () => {
  const fields = findPrice(stage.ctx, model);
  expect(fields).toMatchObject({ output_cost_per_token: 2.5e-5 });
  expect(findPrice(stage.ctx, "anthropic/claude-opus-4-5-20991231")).toEqual(fields);
  for (const name of ["claude-opus", "claude-opus-4-5-fast", "claude-opus-9", ""])
    expect(findPrice(stage.ctx, name)).toBeUndefined();
  stage.ctx.db.orm
    .insert(prices)
    .values({ model: `acme/${model}`, ...own, dated: "2026-01-01", edited: false })
    .run();
  expect(findPrice(stage.ctx, `acme/${model}`)).toEqual(own.fields);
});
