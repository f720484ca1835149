import { describe, expect, test } from "bun:test";
import type { Limit } from "./index.ts";
import { kindOf, recorded, runsOf, watch } from "./testing.ts";

type Case = [situation: string, run: string, limit: Partial<Limit> | undefined];

const USAGE = { kind: "usage", hard: true } as const;
const RATE = { scope: "account", kind: "rate", hard: false } as const;
const AUTH = { scope: "account", kind: "auth", hard: true } as const;
const BILLING = { scope: "account", kind: "billing", hard: true } as const;
const OVERLOAD = { scope: "backend", kind: "overload", hard: false } as const;

/** The rows of the tables of limits, each with a recorded run. */
const CASES: Case[] = [
  ["429 with an API key", "claude/rl-default", RATE],
  ["429 with an API key and no retries", "claude/rl-maxretries0", RATE],
  ["429 once", "claude/rl-once", RATE],
  ["a plan's spent allowance with an API key", "claude/usage-limit-apikey", RATE],
  [
    "a subscription's five hours are spent",
    "claude/oauth-usage",
    { ...USAGE, scope: "account", window: "five_hour", resets_at: "2026-11-21T00:33:48.000Z" },
  ],
  [
    "a subscription's week is spent",
    "claude/oauth-seven_day",
    { ...USAGE, scope: "account", window: "seven_day", resets_at: "2026-11-22T23:33:50.000Z" },
  ],
  ["Opus' week is spent", "claude/oauth-seven_day_opus", { ...USAGE, scope: "model", window: "seven_day_opus" }],
  ["Sonnet's week is spent", "claude/oauth-seven_day_sonnet", { ...USAGE, scope: "model", window: "seven_day_sonnet" }],
  ["the overage is spent", "claude/oauth-overage", { ...USAGE, scope: "account", window: "overage" }],
  ["a subscription's 429 without windows", "claude/oauth-rl", RATE],
  ["five hours spent in mid-task", "claude/mid-limit", { ...USAGE, window: "five_hour" }],
  ["a subscription with room", "claude/oauth-ok", undefined],
  [
    "a warning, with both windows and a rejected overage",
    "claude/oauth-warning",
    { kind: "usage", hard: false, scope: "account", window: "five_hour", utilization: 0.93 },
  ],
  [
    "both windows open and a rejected overage",
    "claude/oauth-allowed",
    { kind: "usage", hard: false, window: "seven_day", utilization: 0.11 },
  ],
  ["no credit", "claude/nocredit", BILLING],
  ["a wrong key", "claude/unauthorized", AUTH],
  ["no key", "claude/nokey", AUTH],
  ["529", "claude/overloaded-default", OVERLOAD],
  ["529 and one retry", "claude/overloaded-1", OVERLOAD],
  ["five hours spent, as 2.1.197 says it", "claude197/oauth-usage", { ...USAGE, window: "five_hour" }],
  ["429 in 2.1.197", "claude197/rl-1", RATE],

  ["429", "codex/rl-default", RATE],
  ["429 and no retries", "codex/rl-retries0", RATE],
  ["429 once", "codex/rl-once2", RATE],
  ["the plan's limit", "codex/usage-limit", { ...USAGE, scope: "account", resets_local: "23:55" }],
  ["the plan's limit in mid-task", "codex/mid-limit", { ...USAGE, resets_local: "12:44" }],
  ["insufficient quota", "codex/nocredit", BILLING],
  ["a rate limit in mid-stream", "codex/stream-error-1", RATE],
  ["503", "codex/overloaded-default", OVERLOAD],
  ["503 and one retry", "codex/overloaded-1", OVERLOAD],
  ["a wrong key", "codex/unauthorized", AUTH],
  ["no key", "codex/nokey", AUTH],

  ["429 per minute", "gemini/rl-default", { ...RATE, retry_after_ms: 1_000 }],
  ["429 per minute and one attempt", "gemini/rl-max1", RATE],
  ["429 per minute once", "gemini/rl-once", undefined],
  ["429 per day", "gemini/usage-limit", { ...USAGE, scope: "model" }],
  ["429 per day in mid-task", "gemini/mid-limit", { ...USAGE, scope: "model" }],
  ["503", "gemini/overloaded-1", OVERLOAD],
  ["a wrong key", "gemini/unauthorized", AUTH],

  ["429 with retry-after", "opencode/rl-default", { ...RATE, retry_after_ms: 1_000 }],
  ["429 with a long retry-after: not one byte", "opencode/rl-long", undefined],
  ["429 once", "opencode/rl-once", undefined],
  [
    "429 without retry-after: the plan's limit",
    "opencode/usage-limit",
    { ...USAGE, scope: "account", resets_at: "2026-11-21T00:03:24.000Z", retry_after_ms: 3_600_000 },
  ],
  ["the plan's limit in mid-task", "opencode/mid-limit", { ...USAGE, resets_at: "2026-11-21T12:46:11.000Z" }],
  ["429 without retry-after: no credit", "opencode/nocredit", BILLING],
  ["a wrong key", "opencode/unauthorized", AUTH],
];

describe.each([...new Set(CASES.map(([, run]) => cliOf(run)))])("%s", (cli) => {
  test.each(CASES.filter(([, run]) => cliOf(run) === cli))("%s (%s)", (_, run, limit) => {
    const { limit: seen } = watch(cli, nameOf(run));
    if (!limit) return expect(seen).toBeUndefined();
    expect(seen).toMatchObject(limit);
    if (limit.kind !== "usage") expect(seen).not.toHaveProperty("resets_at");
    if (limit.kind !== "usage") expect(seen).not.toHaveProperty("window");
  });

  test("no other run meets a hard limit, and no success does", () => {
    const named = new Set(CASES.map(([, run]) => run));
    for (const name of runsOf(cli)) {
      const { limit, ...seen } = watch(cli, name);
      const succeeded = kindOf(cli).settle(recorded(cli, name).exit, seen).status === "succeeded";
      if (succeeded || !named.has(`${cli}/${name}`)) expect([name, limit?.hard ?? false]).toEqual([name, false]);
    }
  });
});

test.each(["claude", "codex", "gemini", "opencode"])("%s: a success that speaks of 429 is a success", (cli) => {
  const seen = watch(cli, "text-429");
  expect(seen.text).toContain("429");
  expect(seen.limit).toBeUndefined();
  expect(kindOf(cli).settle(recorded(cli, "text-429").exit, seen)).toEqual({ status: "succeeded" });
});

test("OpenCode says nothing while it retries, so its silence is what is measured", () => {
  expect(recorded("opencode", "rl-long").stdout).toBe("");
  expect(kindOf("opencode").silent_start_ms).toBe(120_000);
});

function cliOf(run: string): string {
  return run.split("/")[0] ?? "";
}

function nameOf(run: string): string {
  return run.split("/")[1] ?? "";
}
