import { expect, test } from "bun:test";
import { type Chain, chainFor, chainWarnings, checkChain } from "./index.ts";
import { openAccounts } from "./testing.ts";

const path = "/admin/chains/default";
const on_error = { kind: "fail" as const };
const entry = (backend: Chain["entries"][number]["backend"], account = "any", model: string | null = null) => ({
  backend,
  account,
  model,
});
const chainOf = (entries: Chain["entries"], fields: Partial<Chain> = {}): Chain => ({
  ...{ entries, on_usage_limit: "hold", rotate_accounts: false, on_error },
  ...fields,
});

test("the default chain is what it was set to, whole, over a restart", async () => {
  const app = await openAccounts();
  const { client } = app;
  const retry = { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" };
  const built_in = { entries: [], on_usage_limit: "hold", rotate_accounts: false, on_error: retry, warnings: [] };
  expect(await client.call("GET", path)).toEqual(built_in);
  const given = { entries: [{ backend: "codex" }], on_usage_limit: "next_backend", rotate_accounts: true, on_error };
  const kept = { ...given, entries: [entry("codex")], warnings: [expect.stringContaining("terms")] };
  expect(await client.call("PUT", path, given, 200)).toEqual(kept);
  expect(await client.call("GET", path)).toEqual(kept);
  await client.call("PUT", path, { entries: [] }, 400);
  await app.close();
  await using again = await openAccounts({ AGENTED_DATA_DIR: app.data_dir });
  expect(await again.client.call("GET", path)).toEqual(kept);
  const { warnings: _, ...plain } = built_in;
  expect(await again.client.call("PUT", path, plain, 200)).toEqual(built_in);
});

test("an account that the default chain names is not deleted", async () => {
  await using app = await openAccounts();
  const { id } = await app.account("work");
  await app.client.call("PUT", path, chainOf([entry("claude", id)]), 200);
  const refused = await app.client.call("DELETE", `/admin/accounts/${id}`, undefined, 409);
  expect(refused).toMatchObject({ code: "account_in_use", detail: expect.stringContaining("default chain") });
  await app.client.call("PUT", path, chainOf([]), 200);
  await app.client.call("DELETE", `/admin/accounts/${id}`, undefined, 204);
});

test("a chain that cannot be followed is refused with its field", async () => {
  await using app = await openAccounts();
  const [one, two] = [await app.account("one"), await app.account("two")];
  const gone = app.ctx.newId("account");
  const rotate = { rotate_accounts: true };
  const cases: [chain: Chain, field?: string][] = [
    [chainOf([entry("claude", one.id), entry("codex"), entry("claude", one.id, "haiku")])],
    [chainOf([entry("claude", one.id), entry("claude", two.id), entry("claude")], rotate)],
    [chainOf([entry("claude")], { ...rotate, on_usage_limit: "next_account" })],
    [chainOf([entry("claude")], { on_usage_limit: "next_account" }), "on_usage_limit"],
    [chainOf([entry("claude"), entry("claude", gone)], rotate), "entries.1.account"],
    [chainOf([entry("codex", one.id)]), "entries.0.account"],
    [chainOf([entry("claude", one.id), entry("codex"), entry("claude", two.id)]), "entries.2.account"],
    [chainOf([entry("claude"), entry("claude", two.id)]), "entries.1.account"],
  ];
  for (const [chain, field] of cases) {
    const { errors } = await app.client.call("PUT", path, chain, field ? 400 : 200);
    expect(errors?.map((error: { path: string }) => error.path)).toEqual(field && [field]);
  }
  const bad = chainOf([entry("codex", one.id)]);
  expect(() => checkChain(app.ctx.db.orm, bad, "chain.")).toThrow("chain.entries.0.account: is an account of claude");
});

test("who names no chain gets its own backend and the other ones of the default chain, with its policies", async () => {
  await using app = await openAccounts();
  const asked = { backend: "claude" as const, model: "opus", chain: null };
  const retry = { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" } as const;
  const own = entry("claude", "any", "opus");
  expect(chainFor(app.ctx, asked)).toEqual(chainOf([own], { on_error: retry }));
  const others = [entry("codex", "any", "small"), entry("gemini")];
  const standard = chainOf([entry("claude", "any", "haiku"), ...others], { on_usage_limit: "next_backend" });
  await app.client.call("PUT", path, standard, 200);
  expect(chainFor(app.ctx, asked)).toEqual({ ...standard, entries: [own, ...others] });
  const chain = chainOf([entry("opencode")]);
  expect(chainFor(app.ctx, { ...asked, chain })).toEqual(chain);
  expect([chainWarnings(chain), chainWarnings({ ...chain, rotate_accounts: true }).length]).toEqual([[], 1]);
});
