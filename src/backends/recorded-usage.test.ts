import { describe, expect, test } from "bun:test";
import { type ModelUsage, usageOf } from "./index.ts";
import { kindOf, recorded, runsOf, watch } from "./testing.ts";

/** What the stub model answered for every request. */
const FRESH = 100;
const CACHED = 20;
const OUTPUT = 12;

function used(model: string | null, times: number, more: Partial<ModelUsage> = {}): ModelUsage {
  const tokens = { input: FRESH * times, cache_read: CACHED * times, output: OUTPUT * times };
  return { model, cache_write: 0, reasoning: 0, ...tokens, ...more };
}

const usage = (cli: string, name: string, before?: ModelUsage[]) => usageOf(watch(cli, name), before);
const OPUS = "claude-opus-5-5";

describe("Claude", () => {
  const costs = { cost_usd: 0.000644 };

  test.each(["success-stream", "resume-a", "resume-b", "resume-continue", "resume-fork"])(
    "%s: this run alone, whatever the session has cost",
    (name) => {
      expect(usage("claude", name)).toEqual({ models: [used(OPUS, 1, costs)], turns: 1, complete: true });
    },
  );

  test("a tool is two requests", () => {
    expect(usage("claude", "tool-acceptedits").models).toEqual([used(OPUS, 2, { cost_usd: 0.001288 })]);
  });

  test.each(["sigkill-tool", "sigterm-tool"])("%s: what was seen, its output as it began", (name) => {
    const models = [used(OPUS, 1, { output: 1 })];
    expect(usage("claude", name)).toEqual({ models, turns: 1, complete: false });
  });

  test("interrupted it tells all", () => {
    expect(usage("claude", "sigint-tool")).toMatchObject({ models: [used(OPUS, 1, costs)], complete: true });
    expect(usage("claude", "sigint-stream").models).toEqual([used(OPUS, 1, { output: 2, cost_usd: 0.000444 })]);
  });

  test("2.1.197 counts the run without a model, which is that of its first line", () => {
    expect(usage("claude197", "success-stream").models).toEqual([used("claude-opus-4-8[1m]", 1)]);
    expect(usage("claude197", "tool-acceptedits").models).toEqual([used("claude-opus-4-8[1m]", 2)]);
  });

  test.each(["oauth-usage", "unauthorized", "resume-unknown"])("%s: nothing was answered, and that is all", (name) => {
    expect(usage("claude", name)).toMatchObject({ models: [], complete: true });
  });
});

describe("Codex", () => {
  test("counts on over the thread: a, b and c of one, each a request", () => {
    let counters: ModelUsage[] | undefined;
    for (const name of ["resume-a", "resume-b", "resume-c"]) {
      const told = usage("codex", name, counters);
      expect(told).toMatchObject({ models: [used(null, 1)], turns: 1, complete: true });
      counters = told.counters;
    }
    expect(counters).toEqual([used(null, 3)]);
  });

  test.each(["fork", "handed-over"])("%s: from where the first thread stood", (name) => {
    const { counters } = usage("codex", "text-429");
    expect(usage("codex", name, counters).models).toEqual([used(null, 1)]);
  });

  test("its output holds the reasoning", () => {
    expect(usage("codex", "reasoning").models).toEqual([used(null, 1, { reasoning: 5 })]);
  });

  test.each(["sigterm-tool", "native-sigkill", "usage-limit"])("%s: it says nothing of what it used", (name) => {
    expect(usage("codex", name)).toEqual({ models: [], turns: 0, complete: false });
  });
});

describe("Gemini", () => {
  const FLASH = "gemini-2.5-flash";

  test.each(["success-stream", "resume-b", "handed-over"])("%s: this run alone", (name) => {
    expect(usage("gemini", name)).toEqual({ models: [used(FLASH, 1)], turns: 1, complete: true });
  });

  test("the router's model stands beside the one it chose", () => {
    const routed = runsOf("gemini").filter((name) =>
      recorded("gemini", name).stdout.includes('"gemini-3.5-flash-lite"'),
    );
    expect(routed.length).toBeGreaterThan(0);
    for (const name of routed) {
      expect(usage("gemini", name).models).toEqual([
        used("gemini-3.5-flash-lite", 5),
        used("gemini-3.1-pro-preview", 1),
      ]);
    }
  });

  test("what it thought is output", () => {
    expect(usage("gemini", "reasoning").models).toEqual([used(FLASH, 1, { output: OUTPUT + 7, reasoning: 7 })]);
  });

  test("a refusal used nothing and says so; a killed run says nothing", () => {
    expect(usage("gemini", "usage-limit")).toMatchObject({ models: [], complete: true });
    expect(usage("gemini", "sigkill-tool")).toEqual({ models: [], turns: 0, complete: false });
  });
});

describe("OpenCode", () => {
  test.each(["resume-a", "resume-b", "fork", "handed-over"])("%s: one step", (name) => {
    expect(usage("opencode", name)).toMatchObject({ turns: 1, complete: true });
    expect(usage("opencode", name).models[0]).toMatchObject(used(null, 1));
  });

  test("steps are added up, with their price", () => {
    const { models } = usage("opencode", "tool-ok");
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject(used(null, 2));
    expect(models[0]?.cost_usd).toBeCloseTo(0.000248, 9);
  });

  test("a price of 0 is none, and what it reasoned is output", () => {
    expect(usage("opencode", "reasoning").models).toEqual([used(null, 1, { reasoning: 5 })]);
  });

  test.each(["tool-ask", "rl-default"])("%s: incomplete, with what was seen", (name) => {
    expect(usage("opencode", name).complete).toBe(false);
  });
});

test.each(["claude", "claude197", "codex", "gemini", "opencode"])("%s: every success is counted whole", (cli) => {
  for (const name of runsOf(cli)) {
    const seen = watch(cli, name);
    if (kindOf(cli).settle(recorded(cli, name).exit, seen).status !== "succeeded") continue;
    const { models, complete } = usageOf(seen);
    expect([name, complete, seen.progress]).toEqual([name, true, true]);
    const requests = models.reduce((sum, { input }) => sum + input, 0) / FRESH;
    expect([name, Number.isInteger(requests) && requests > 0]).toEqual([name, true]);
  }
});

test("a limit in mid-task leaves what was answered before it", () => {
  expect(usage("claude", "mid-limit").models[0]).toMatchObject({ input: FRESH, cache_read: CACHED, output: OUTPUT });
  expect(usage("gemini", "mid-limit").models).toEqual([used("gemini-2.5-flash", 1)]);
  // Told by the next turn's count alone.
  expect(usage("codex", "mid-limit")).toEqual({ models: [], turns: 0, complete: false });
  expect(usage("opencode", "mid-limit")).toEqual({ models: [used(null, 1)], turns: 1, complete: false });
  for (const cli of ["claude", "codex", "gemini", "opencode"]) expect(watch(cli, "mid-limit").progress).toBe(true);
});

test("a refusal is no progress", () => {
  for (const run of ["claude/oauth-usage", "claude/unauthorized", "codex/usage-limit", "gemini/usage-limit"]) {
    const [cli = "", name = ""] = run.split("/");
    expect(watch(cli, name).progress).toBeUndefined();
  }
  expect(watch("claude", "sigkill-tool").progress).toBe(true);
  expect(watch("codex", "sigkill-tool").progress).toBe(true);
});
