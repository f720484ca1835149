import { expect, test } from "bun:test";
import { type Four, inHours, openFour } from "./testing.ts";

const nextBackend = { on_usage_limit: "next_backend" } as const;

test("of an account that was deleted the chain says so", async () => {
  const four = await openFour();
  await using _ = four.app;
  await four.client.call("DELETE", `/admin/accounts/${four.id("a")}`, undefined, 204);
  const detail = "The account that the chain names is gone.";
  expect(four.pick(["claude a"])).toEqual({ kind: "refused", reason: "account_gone", detail });
  expect(four.short(["claude a", "codex"], nextBackend)).toBe("1 x");
});

test("what is chosen comes with the entry's backend and model and the account's row", async () => {
  const four = await openFour();
  await using _ = four.app;
  const account = expect.objectContaining({ id: four.id("b"), name: "b", windows: {} });
  const chosen = { kind: "chosen", entry: 1, backend: "claude", model: "haiku", account };
  expect(four.pick(["codex nobody", "claude b haiku"], nextBackend)).toEqual(chosen as ReturnType<Four["pick"]>);
});

test("while all are limited nothing starts before the first is free, and the sentence says when", async () => {
  const four = await openFour();
  await using _ = four.app;
  for (const [name, hours] of [
    ["a", 3],
    ["b", 1],
    ["c", 2],
  ] as const)
    four.meet(name, { resets_at: inHours(four, hours) });
  four.meet("b", { kind: "rate" });
  const { cooldowns } = await four.show(four.id("b"));
  const until = cooldowns
    .map((one: { until: string }) => one.until)
    .sort()
    .at(-1);
  const when = `${until.slice(0, 10)} ${until.slice(11, 19)} UTC`;
  const detail = `Every account of Claude Code is limited; b is free again at ${when}.`;
  expect(four.pick(["claude"])).toEqual({ kind: "limited", until, reason: "usage_limit", detail });
  four.advance(Date.parse(until) - four.clock.now() - 1);
  expect(four.short(["claude"])).toBe("limited usage_limit");
  four.advance(1);
  expect(four.short(["claude"])).toBe("0 b");
  four.meet("b", { resets_at: inHours(four, 9) });
  expect(four.pick(["claude b"])).toMatchObject({
    detail: expect.stringMatching(/^The account b of Claude Code is limited until 2026-/),
  });
  expect(four.pick(["claude b", "codex x"], nextBackend)).toMatchObject({ kind: "chosen", entry: 1 });
  four.meet("x");
  expect(four.pick(["claude b", "codex x"], nextBackend)).toMatchObject({
    detail: expect.stringMatching(/^Every account of the chain is limited; x /),
  });
  four.meet("a", { kind: "overload", resets_at: inHours(four, 10) });
  expect(four.pick(["claude b"])).toMatchObject({
    reason: "overloaded",
    detail: expect.stringMatching(/^Claude Code is overloaded; it is asked again at /),
  });
});

test("where nobody is logged in the sentence says what to type", async () => {
  const four = await openFour();
  await using _ = four.app;
  four.meet("x", { kind: "auth" });
  const { login_command } = await four.show(four.id("x"));
  const detail = `Codex is not logged in on the account x. On the server type: ${login_command}`;
  expect(four.pick(["codex"])).toMatchObject({ kind: "limited", reason: "cli_auth", detail });
  four.meet("a", { kind: "auth" });
  expect(four.pick(["claude a"])).toMatchObject({
    detail: expect.stringMatching(/Give the account a a key that is valid\.$/),
  });
  four.meet("b", { kind: "billing" });
  expect(four.pick(["claude b"])).toMatchObject({
    detail: expect.stringMatching(/^The account b of Claude Code has no credit/),
  });
});
