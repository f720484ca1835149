import { expect, test } from "bun:test";
import { backends, fold, type ModelUsage, type Seen, type Signal, usageOf } from "./index.ts";

function used(model: string | null, times: number, more: Partial<ModelUsage> = {}): ModelUsage {
  const [input, cache_read, output] = [100, 20, 12].map((tokens) => tokens * times) as [number, number, number];
  return { model, input, cache_read, cache_write: 0, output, reasoning: 0, ...more };
}

const step = (id: string, usage: ModelUsage): Signal => ({ kind: "step", step: id, usage });
const session = (models: ModelUsage[]): Signal => ({ kind: "usage", of: "session", models });

test("nothing told is nothing used, and not complete", () => {
  expect(usageOf({})).toEqual({ models: [], turns: 0, complete: false });
});

test("steps are added up by model; one told again takes its own place", () => {
  const seen = fold({}, [
    step("1", used("a", 1, { output: 1 })),
    step("1", used("a", 1)),
    step("2", used("b", 1)),
    step("3", used("a", 2, { cost_usd: 0.5 })),
  ]);
  expect(usageOf(seen)).toEqual({ models: [used("a", 3, { cost_usd: 0.5 }), used("b", 1)], turns: 3, complete: false });
});

test("steps of subagents, told one among another, are each counted once", () => {
  const told = Array.from({ length: 5 }, () => [step("1", used("a", 1)), step("2", used("a", 1))]).flat();
  expect(usageOf(fold({}, told))).toMatchObject({ models: [used("a", 2)], turns: 2 });
});

test("stays small however many steps there are", () => {
  const steps = Array.from({ length: 1_000 }, (_, at) => step(`${at}`, used(null, 1)));
  const seen = fold({}, steps);
  expect(JSON.stringify(seen).length).toBeLessThan(8_000);
  expect(usageOf(seen)).toMatchObject({ models: [used(null, 1_000)], turns: 1_000 });
});

test("a good end without a count of its own makes the steps complete", () => {
  const seen = fold({}, [step("1", used(null, 1)), { kind: "end", ok: true }]);
  expect(usageOf(seen).complete).toBe(true);
  const broken = fold({}, [step("1", used(null, 1)), { kind: "end", ok: false, failure: failure() }]);
  expect(usageOf(broken)).toMatchObject({ models: [used(null, 1)], complete: false });
});

test("the CLI's count stands for the steps, and parts of a run are added up", () => {
  const first = fold({}, [
    step("1", used("a", 1, { output: 1 })),
    { kind: "usage", of: "run", models: [used("a", 1)], turns: 2 },
  ]);
  expect(usageOf(first)).toEqual({ models: [used("a", 1)], turns: 2, complete: true });
  const second = fold(first, [{ kind: "usage", of: "run", models: [used("a", 2), used("b", 1)], turns: 1 }]);
  expect(usageOf(second)).toEqual({ models: [used("a", 3), used("b", 1)], turns: 3, complete: true });
});

test("a step after the CLI's count comes on top of it: what is counted is not all", () => {
  const counted = fold({}, [step("1", used("a", 1)), { kind: "usage", of: "run", models: [used("a", 1)] }]);
  expect(usageOf(fold(counted, [step("2", used("a", 1))]))).toMatchObject({ models: [used("a", 2)], complete: false });
});

test.each([
  ["nothing", []],
  ["less of the model", [used("a", 1)]],
  ["less of no model by name", [used(null, 1)]],
  ["less by another name", [used("a[1m]", 1)]],
])("a count that tells %s takes nothing from the steps, and is not all", (_, models) => {
  const steps = fold({}, [step("1", used("a", 1)), step("2", used("a", 2))]);
  const seen = fold(steps, [
    { kind: "usage", of: "run", models },
    { kind: "end", ok: true },
  ]);
  expect(usageOf(seen)).toMatchObject({ models: [used("a", 3)], complete: false });
  // One that tells more stands for them all.
  const whole = fold(seen, [step("3", used("a", 1)), { kind: "usage", of: "run", models: [used("a[1m]", 5)] }]);
  expect(usageOf(whole)).toMatchObject({ models: [used("a[1m]", 5)], complete: true });
});

test("a count that tells less of one model alone stands for the others", () => {
  const steps = fold({}, [step("1", used("a", 2)), step("2", used("b", 1))]);
  const seen = fold(steps, [{ kind: "usage", of: "run", models: [used("a", 1), used("b", 2), used("c", 1)] }]);
  expect(usageOf(seen).models).toEqual([used("b", 2), used("c", 1), used("a", 2)]);
});

test("costs that are no sums stay numbers", () => {
  const used = { a: { inputTokens: 1, costUSD: 1e308 } };
  const line = JSON.stringify({ type: "result", model_usage_since_last_result: used });
  const seen = fold({}, [...backends.claude.read(line, "stdout"), ...backends.claude.read(line, "stdout")]);
  expect(usageOf(seen).models[0]?.cost_usd).toBe(2e6);
});

test("what names no model is the run's model", () => {
  const models = [used(null, 1), used("m", 1)];
  expect(usageOf({ model: "m", metered: total("run", models) }).models).toEqual([used("m", 2)]);
  expect(usageOf({ metered: total("run", [used(null, 1)]) }).models).toEqual([used(null, 1)]);
});

test("a conversation's counters are differenced and handed on", () => {
  const turns = [1, 2, 3].map((times) => fold({}, [session([used(null, times)])]));
  let counters: ModelUsage[] = [];
  for (const [at, seen] of turns.entries()) {
    const usage = usageOf(seen, counters);
    expect(usage).toEqual({ models: [used(null, 1)], turns: 1, complete: true, counters: [used(null, at + 1)] });
    counters = usage.counters ?? [];
  }
});

test("a counter that went back was begun anew: never less than nothing", () => {
  const before = [used("a", 5), used("b", 1)];
  const seen = fold({}, [session([used("a", 2), used("b", 3), used("c", 1)])]);
  expect(usageOf(seen, before).models).toEqual([used("a", 2), used("b", 2), used("c", 1)]);
  const halfway = fold({}, [session([used("a", 6, { output: 1 })])]);
  expect(usageOf(halfway, before).models).toEqual([used("a", 6, { output: 1 })]);
});

test("the last of several counts of a conversation holds", () => {
  expect(usageOf(fold({}, [session([used(null, 1)]), session([used(null, 2)])])).models).toEqual([used(null, 2)]);
});

test("text of the model and its tools are progress", () => {
  const told = (signal: Signal) => fold({}, [signal]).progress;
  expect(told({ kind: "text", text: "a" })).toBe(true);
  expect(told({ kind: "progress" })).toBe(true);
  expect(told({ kind: "trouble", failure: failure() })).toBeUndefined();
  expect(told({ kind: "end", ok: false, failure: failure() })).toBeUndefined();
});

function total(of: "run" | "session", models: ModelUsage[]): Seen["metered"] {
  return { steps: [], count: 0, total: { of, models } };
}

function failure() {
  return { reason: "api_error" as const, detail: "x" };
}
