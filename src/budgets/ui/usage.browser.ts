import { expect, test } from "bun:test";
import { insertUsage } from "~/budgets/testing.ts";
import type { Context } from "~/context.ts";
import type { Client } from "~/testing/client.ts";
import { faultsIn, LOOKS, signedIn, visit } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";

const DAY_MS = 86_400_000;

/** Runs of a fake CLI, and before them twenty days of attempts, of which some have no price and some told not all. */
async function used({ client, ctx }: { client: Client; ctx: Context }): Promise<void> {
  const fields = { backend: "claude", prompt_template: "{message}" };
  const nightly = await client.trigger({ ...fields, name: "Nightly review" });
  const fix = await client.trigger({ ...fields, name: "Fix what the linter finds" });
  const { accounts } = await client.call("GET", "/admin/accounts?backend=claude");
  for (let day = 1; day <= 20; day++) {
    const trigger_id = day % 3 === 0 ? fix.id : nightly.id;
    const model = day % 4 === 0 ? "acme/grand-1" : day % 2 === 0 ? "claude-haiku-4-5" : "claude-opus-4-5";
    const priced = model.startsWith("claude") ? 0.4 + (day % 7) / 3 : undefined;
    const part = { input: 12_000 * day, cache_read: 90_000, cache_write: 21_000, output: 9_000 + 800 * day };
    const cost = priced === undefined ? {} : { cost_usd: priced };
    insertUsage(ctx, {
      ...{ trigger_id, model, account_id: accounts[0].id, started_at: ctx.clock.iso(ctx.clock.now() - day * DAY_MS) },
      ...{ input_tokens: part.input, cache_read_tokens: part.cache_read, cache_write_tokens: part.cache_write },
      ...{ output_tokens: part.output, cost_usd: priced ?? null, unpriced_tokens: priced === undefined ? 1 : 0 },
      ...{ incomplete: day === 5, models: [{ model, ...part, reasoning: 0, ...cost }] },
    });
  }
  const { execution_id } = await client.call("POST", `/admin/triggers/${nightly.id}/run`, { message: "spend 3" });
  await client.finished(execution_id);
  const budget = { scope: "global", window: "month", unit: "usd" };
  for (const given of [
    { ...budget, name: "All of it", soft_limit: 40, hard_limit: 50 },
    {
      ...budget,
      name: "Opus by night",
      scope: "trigger",
      scope_id: nightly.id,
      window: "7_days",
      soft_limit: 0.5,
      hard_limit: 30,
    },
    {
      ...budget,
      name: "Claude by the day",
      scope: "backend",
      scope_id: "claude",
      unit: "runs",
      window: "day",
      hard_limit: 1,
    },
  ])
    await client.call("POST", "/admin/budgets", given, 201);
  await client.call(
    "PUT",
    "/admin/prices/acme%2Fsmall-1",
    { input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 },
    200,
  );
}

test("every look at usage, budgets and prices shows what is known and what is not", async () => {
  await using app = await openTest();
  const { client } = app;
  await used(app);
  await using browsing = await signedIn(client, "/usage", { reducedMotion: "reduce" });
  const { page } = browsing;
  const look = async (name: string, path: string, shown: string) => {
    await visit(browsing, client.url + path);
    await page.getByText(shown).first().waitFor();
    expect(await faultsIn(LOOKS, browsing, name)).toEqual([]);
  };
  await look("usage", "/usage", "5 attempts with a model that has no price, 1 attempt that did not tell all it used");
  await page.locator(".chart canvas").waitFor();
  // The days are folded away.
  await page.keyboard.press("j");
  await page.getByRole("table", { name: "By model" }).locator("tbody > tr:focus").waitFor();
  await look("usage-tokens", "/usage?of=tokens&days=90&by=trigger", "Fix what the linter finds");
  await look("budgets", "/usage?tab=budgets", "used up");
  await page.getByRole("button", { name: "Add a budget" }).click();
  await page.getByRole("dialog").getByLabel("Name").waitFor();
  expect(await faultsIn(LOOKS, browsing, "budget-form")).toEqual([]);
  await look("prices", "/usage?tab=prices&model=small", "acme/small-1");
  expect(browsing.complaints).toEqual([]);
}, 180_000);

test("a budget is added, corrected where the server refuses it, and deleted; a price is set and taken back", async () => {
  await using app = await openTest();
  const { client } = app;
  await using browsing = await signedIn(client, "/usage?tab=budgets");
  const { page } = browsing;
  const dialog = page.getByRole("dialog");
  await page.getByText("Nothing caps what is spent").waitFor();
  await page.getByRole("button", { name: "Add a budget" }).click();
  await dialog.getByLabel("Name").fill("A day's worth");
  await dialog.getByLabel("Alert at").fill("8");
  await dialog.getByLabel("Cap", { exact: true }).fill("5");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("must not be less than soft_limit").waitFor();
  await dialog.getByLabel("Cap", { exact: true }).fill("10");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("of $10.00 spent").waitFor();
  expect((await client.call("GET", "/admin/budgets")).budgets).toMatchObject([{ soft_limit: 8, hard_limit: 10 }]);
  await page.getByRole("button", { name: "More of A day's worth" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nothing caps what is spent").waitFor();

  await page.getByRole("tab", { name: "Prices" }).click();
  await page.getByRole("button", { name: "Set a price", exact: true }).click();
  await dialog.getByLabel("Model").fill("acme/grand-2");
  await dialog.getByLabel("Input").fill("3");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("is required").first().waitFor();
  await dialog.getByLabel("Output").fill("15");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByLabel("Models whose name holds").fill("grand-2");
  await page.getByRole("button", { name: "Take back the price of acme/grand-2" }).click();
  const { prices } = await client.call("GET", "/admin/prices?contains=grand-2");
  expect(prices).toMatchObject([{ fields: { input_cost_per_token: 3e-6, output_cost_per_token: 1.5e-5 } }]);
  await dialog.getByRole("button", { name: "Take back" }).click();
  await page.getByText("No model is called that").waitFor();
});
