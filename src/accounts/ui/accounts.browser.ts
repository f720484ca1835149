import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import type { Client } from "~/testing/client.ts";
import { faultsIn, LOOKS, signedIn, visit } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const POLICIES = { on_usage_limit: "hold", rotate_accounts: false, on_error: { kind: "fail" } };

/** Accounts of Claude beside the server's own one, which is disabled: in this order. */
async function lay(client: Client, accounts: Record<string, unknown>[]): Promise<string[]> {
  const standard = (await client.call("GET", "/admin/accounts?backend=claude")).accounts[0];
  await client.call("PATCH", `/admin/accounts/${standard.id}`, { enabled: false, position: 9 }, 200);
  const ids: string[] = [];
  for (const [position, fields] of accounts.entries())
    ids.push((await client.call("POST", "/admin/accounts", { backend: "claude", position, ...fields }, 201)).id);
  return ids;
}

async function run(client: Client, account: string, message: string, policies = POLICIES): Promise<string> {
  const chain = { entries: [{ backend: "claude", account, model: null }], ...policies };
  const { id } = await client.trigger({ backend: undefined, chain });
  return (await client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

const show = (client: Client, id: string) => client.call("GET", `/admin/accounts/${id}`);
const key = (secret: string) => ({ variable: "ANTHROPIC_API_KEY", secret });

/** One that is nearly spent and busy, one that has met its limit, one that was never used. */
async function lived(client: Client) {
  const [busy = "", spent = "", idle = ""] = await lay(client, [
    { name: "ada@example.org", config_dir: "own", max_concurrent: 2 },
    { name: "team key", key: key("sk-secret-of-the-team") },
    { name: "spare", config_dir: "own" },
  ]);
  await client.finished(await run(client, busy, "warn 0.92; say done"));
  await run(client, busy, "hang");
  await run(client, spent, "limit 3600 s");
  await until("it to run", async () => (await show(client, busy)).running === 1);
  await until("the limit", async () => (await show(client, spent)).cooldowns.length === 1);
  return { busy, spent, idle };
}

test("every look at accounts shows what is known of their limits, and no secret", async () => {
  await using app = await openTest();
  const { client } = app;
  const { busy } = await lived(client);
  const entries = [{ backend: "claude", account: busy, model: "opus" }, { backend: "codex" }, { backend: "gemini" }];
  const on_error = { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" };
  await client.call(
    "PUT",
    "/admin/chains/default",
    { entries, on_usage_limit: "next_account", rotate_accounts: true, on_error },
    200,
  );
  await using browsing = await signedIn(client, "/accounts", { reducedMotion: "reduce" });
  const { page } = browsing;
  await visit(browsing, `${client.url}/accounts`);
  await page.getByText("92 %, nearly spent").waitFor();
  await page.getByText("1 of 2 running").waitFor();
  await page.getByText("Usage limit of this account: free again in 59 m").waitFor();
  expect(await page.content()).not.toContain("sk-secret");
  expect(await faultsIn(LOOKS, browsing, "accounts")).toEqual([]);
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.getByRole("dialog").getByLabel("Name").waitFor();
  expect(await faultsIn(LOOKS, browsing, "account-form")).toEqual([]);
  await visit(browsing, `${client.url}/accounts?tab=chain`);
  await page.getByLabel("Model of entry 1").waitFor();
  expect(await faultsIn(LOOKS, browsing, "chain")).toEqual([]);
  expect(browsing.complaints).toEqual([]);
}, 180_000);

/** Drags the row of this name by its grip until it lies over another. */
async function drag(page: Page, name: string, over: string): Promise<void> {
  const middle = async (row: string) => {
    const grip = page.getByRole("listitem").filter({ hasText: row }).locator(".grip");
    const box = await grip.boundingBox();
    if (!box) throw new Error(`${row} has no grip`);
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  const to = await middle(over);
  await page.mouse.move(...(await middle(name)));
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 8 });
  await page.mouse.move(to[0], to[1] + 6);
  await page.mouse.up();
}

test("accounts and the default chain are put in order by keys and by the mouse, and the server has that order", async () => {
  await using app = await openTest();
  const { client } = app;
  await lay(client, [
    { name: "alpha", config_dir: "own" },
    { name: "beta", config_dir: "own" },
    { name: "gamma", config_dir: "own" },
  ]);
  await using browsing = await signedIn(client, "/accounts");
  const { page } = browsing;
  const order = async () =>
    (await client.call("GET", "/admin/accounts?backend=claude")).accounts
      .map(({ name }: { name: string }) => name)
      .join(" ");
  const becomes = (wanted: string) => until(wanted, async () => (await order()) === wanted);
  const up = page.getByRole("button", { name: "Move gamma up" });
  await up.focus();
  await page.keyboard.press("Enter");
  await becomes("alpha gamma beta default");
  await page.keyboard.press("Enter");
  await becomes("gamma alpha beta default");
  expect(await up.evaluate((button) => button === document.activeElement)).toBe(true);
  await drag(page, "gamma", "beta");
  await becomes("alpha beta gamma default");

  await page.getByRole("tab", { name: "Default chain" }).click();
  for (const _ of [1, 2]) await page.getByRole("button", { name: "Add an entry" }).click();
  await page.getByLabel("Backend of entry 2").selectOption("codex");
  await page.getByLabel("Model of entry 2").fill("gpt-5.1-codex");
  await page.getByRole("button", { name: "Move Codex, entry 2 up" }).press("Enter");
  await page.getByRole("button", { name: "Save" }).click();
  await until("the chain", async () => {
    const { entries } = await client.call("GET", "/admin/chains/default");
    return entries[0]?.model === "gpt-5.1-codex" && entries[1]?.backend === "claude";
  });
  expect(browsing.complaints).toEqual([]);
});

test("an account is added, checked, changed, cleared of its limit and deleted", async () => {
  await using app = await openTest();
  const { client } = app;
  await lay(client, [{ name: "first", config_dir: "own" }]);
  await using browsing = await signedIn(client, "/accounts");
  const { page } = browsing;
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add an account" }).click();
  await dialog.getByLabel("Name").fill("first");
  await dialog.getByLabel("Login").selectOption("variable");
  await dialog.getByLabel("Variable of the CLI").fill("NOT_A_KEY");
  await dialog.getByLabel("Variable of the server").fill("NOWHERE");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("another account of Claude Code has it").first().waitFor();
  await dialog.getByLabel("Name").fill("second");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("Claude Code takes a key in none but").first().waitFor();
  await dialog.getByLabel("Login").selectOption("secret");
  await dialog.getByLabel("Variable of the CLI").fill("ANTHROPIC_API_KEY");
  await dialog.getByLabel("The key itself").fill("sk-secret-of-a-person");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Check login of first" }).click();
  await page.getByText("On the server type: CLAUDE_CONFIG_DIR=").waitFor();
  const { accounts } = await client.call("GET", "/admin/accounts?backend=claude");
  const id = accounts.find(({ name }: { name: string }) => name === "second").id;
  await run(client, id, "limit 3600 s", { ...POLICIES, on_usage_limit: "fail" });
  await page.getByRole("button", { name: "Clear: the cooldowns of second" }).click();
  await until("it to be clear", async () => (await show(client, id)).cooldowns.length === 0);

  await page.getByRole("button", { name: "More of second" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog.getByText("its key is forgotten").waitFor();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("second", { exact: true }).waitFor({ state: "detached" });
  await client.call("GET", `/admin/accounts/${id}`, undefined, 404);
});
