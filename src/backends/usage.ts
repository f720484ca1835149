import { number } from "./json.ts";
import type { Metered, ModelUsage, Seen, Signal, Usage } from "./kind.ts";

const TOKENS = ["input", "cache_read", "cache_write", "output", "reasoning"] as const;
type Tokens = (typeof TOKENS)[number];

/** How many steps may be told again. */
const RECENT = 64;
/** More USD than any run costs, and so few that sums of it stay numbers. */
const MOST_USD = 1e6;

/** Of what a dialect counts: what is missing is none, and a price of nothing is no price. */
export function counted(model: string | null, tokens: Partial<Record<Tokens, unknown>>, cost?: unknown): ModelUsage {
  const of = (field: Tokens) => Math.max(0, number(tokens[field]) ?? 0);
  const [input, cache_read, cache_write] = [of("input"), of("cache_read"), of("cache_write")];
  const price = Math.min(number(cost) ?? 0, MOST_USD);
  return {
    ...{ model, input, cache_read, cache_write, output: of("output"), reasoning: of("reasoning") },
    ...(price > 0 ? { cost_usd: price } : {}),
  };
}

/** A CLI's final count; models that were not asked are left out. */
export function total(of: "run" | "session", models: ModelUsage[], turns?: number): Signal[] {
  const asked = models.filter((usage) => TOKENS.some((field) => usage[field] > 0));
  return [{ kind: "usage", of, models: asked, ...(turns === undefined ? {} : { turns }) }];
}

/** A step told again takes its own place: those of subagents come one among another. The oldest goes to the sums. */
export function meterStep(metered: Metered | undefined, { step, usage }: Extract<Signal, { kind: "step" }>): Metered {
  const { steps, recent = [], count, ...rest } = metered ?? { steps: [], count: 0 };
  const at = recent.findIndex((one) => one.step === step);
  if (at >= 0) return { ...rest, steps, recent: recent.with(at, { step, usage }), count };
  const kept = [...recent, { step, usage }];
  const old = kept.splice(0, Math.max(0, kept.length - RECENT));
  return { ...rest, steps: add(steps, usagesOf(old)), recent: kept, count: count + 1 };
}

/**
 * It stands for the steps before it, but for those it says less of: they stay, and what is counted is not all. A run's
 * is told in parts, each since the last; a conversation's only grows.
 */
export function meterTotal(metered: Metered | undefined, told: Extract<Signal, { kind: "usage" }>): Metered {
  const { steps = [], recent = [], count = 0 } = metered ?? {};
  const { of, turns } = told;
  const before = metered?.total?.of === "run" && of === "run" ? metered.total : undefined;
  const counted = turns === undefined ? before?.turns : (before?.turns ?? 0) + turns;
  const short = of === "run" ? shortOf(add(steps, usagesOf(recent)), told.models) : NONE;
  const models = add(before?.models ?? [], without(told.models, short.told));
  return {
    steps: steps.filter(({ model }) => short.steps.has(model)),
    recent: recent.filter(({ usage }) => short.steps.has(usage.model)),
    count,
    total: { of, models, ...(counted === undefined ? {} : { turns: counted }) },
  };
}

type Models = ReadonlySet<string | null>;
const NONE: { steps: Models; told: Models } = { steps: new Set(), told: new Set() };

/** The models whose steps say more than the count, and those of the count that they stand for: by name, the rest in sum. */
function shortOf(steps: ModelUsage[], told: readonly ModelUsage[]): typeof NONE {
  const less = steps.filter((usage) => tokensOf(told.filter(same(usage))) < tokensOf([usage]));
  const known = less.filter((usage) => told.some(same(usage)));
  const [others, unknown] = [told.filter((one) => !steps.some(same(one))), less.filter((one) => !told.some(same(one)))];
  // A CLI may call a model by another name in its count, or by none.
  const short = tokensOf(others) < tokensOf(unknown);
  return { steps: namesOf([...known, ...(short ? unknown : [])]), told: namesOf([...known, ...(short ? others : [])]) };
}

function without(models: readonly ModelUsage[], names: Models): ModelUsage[] {
  return models.filter(({ model }) => !names.has(model));
}

function namesOf(models: readonly ModelUsage[]): Models {
  return new Set(models.map(({ model }) => model));
}

function tokensOf(models: readonly ModelUsage[]): number {
  return models.reduce(
    (sum, { input, cache_read, cache_write, output }) => sum + input + cache_read + cache_write + output,
    0,
  );
}

function usagesOf(steps: readonly { usage: ModelUsage }[]): ModelUsage[] {
  return steps.map(({ usage }) => usage);
}

/**
 * What an attempt used. `before` are the conversation's counters at its beginning, for the CLIs that count on from run
 * to run (those whose last usage has `counters`): what was counted before is not counted again.
 */
export function usageOf(seen: Seen, before: readonly ModelUsage[] = []): Usage {
  const { steps = [], recent = [], count = 0, total } = seen.metered ?? {};
  const told = add(steps, usagesOf(recent));
  if (!total) return { models: named(seen, told), turns: count, complete: seen.end?.ok === true };
  const complete = told.length === 0;
  const turns = total.turns ?? Math.max(count, 1);
  if (total.of === "run") return { models: named(seen, add(total.models, told)), turns, complete };
  const grown = total.models.map((now) => since(now, before.find(same(now))));
  return { models: named(seen, add(grown, told)), turns, complete, counters: total.models };
}

/** Sums by model. */
function add(sums: readonly ModelUsage[], more: readonly ModelUsage[]): ModelUsage[] {
  const all = [...sums];
  for (const usage of more) {
    const at = all.findIndex(same(usage));
    const sum = all[at];
    if (sum) all[at] = combine(sum, usage, (a, b) => a + b);
    else all.push(usage);
  }
  return all;
}

/** A counter that went back was begun anew. */
function since(now: ModelUsage, before: ModelUsage | undefined): ModelUsage {
  const anew = before === undefined || TOKENS.some((field) => now[field] < before[field]);
  return anew ? now : combine(now, before, (a, b) => a - b);
}

function combine(one: ModelUsage, other: ModelUsage, by: (a: number, b: number) => number): ModelUsage {
  const tokens = Object.fromEntries(TOKENS.map((field) => [field, by(one[field], other[field])]));
  const priced = one.cost_usd !== undefined || other.cost_usd !== undefined;
  const cost = priced ? { cost_usd: by(one.cost_usd ?? 0, other.cost_usd ?? 0) } : {};
  return { ...one, ...tokens, ...cost };
}

/** Where a line of usage names no model it is that of the run. */
function named({ model }: Seen, models: readonly ModelUsage[]): ModelUsage[] {
  const known = models.map((usage) => ({ ...usage, model: usage.model ?? model ?? null }));
  return add([], known);
}

function same({ model }: ModelUsage) {
  return (other: ModelUsage) => other.model === model;
}
