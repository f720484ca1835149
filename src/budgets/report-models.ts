import type { SQL } from "drizzle-orm";
import type { ModelUsage } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Portion } from "~/kit/portion.ts";
import { totalOf } from "./cost.ts";
import { byCost, conditionsOf, NOTHING, type Sums } from "./report-sums.ts";
import { usage } from "./tables.ts";
import type { UsageFilter, UsageReport } from "./usage-model.ts";

const NO_MODEL: ModelUsage = { model: null, input: 0, cache_read: 0, cache_write: 0, output: 0, reasoning: 0 };

interface Group {
  sums: Sums;
  executions: Set<string>;
}

const HOUR_MS = 60 * 60_000;
/** The attempts of so many milliseconds are added up in a turn. */
const PORTION = { turn_ms: 10, least: HOUR_MS, most: 1_000 * HOUR_MS };

/** The sums by model and in all of what began between; in turns, for a month may have a hundred thousand attempts. */
export async function sumsByModel(
  { db: { orm }, clock }: Context,
  filter: UsageFilter & { from: string; to: string },
): Promise<Pick<UsageReport, "rows" | "totals">> {
  const sums: Sorted = { groups: new Map(), all: newGroup() };
  const end = Date.parse(filter.to);
  await new Portion(clock, PORTION).walk(Date.parse(filter.from), end, (at, ms) => {
    const next = Math.min(at + ms, end);
    addUp(sums, attemptsIn(orm, conditionsOf({ ...filter, from: clock.iso(at), to: clock.iso(next) })));
    return next;
  });
  const rows = [...sums.groups].map(([group, of]) => ({ group, ...sumsOfGroup(of) }));
  return { rows: rows.sort(byCost), totals: sumsOfGroup(sums.all) };
}

interface Sorted {
  groups: Map<string | null, Group>;
  all: Group;
}

/** Added up here: the database would parse the models of a row anew for each of their numbers. */
function addUp({ groups, all }: Sorted, attempts: Iterable<Attempt>): void {
  for (const attempt of attempts) {
    const parts = attempt.models.length > 0 ? attempt.models : [NO_MODEL];
    let unpriced = false;
    for (const [at, part] of parts.entries()) {
      const name = part.model ?? attempt.model;
      const group = groups.get(name) ?? newGroup();
      groups.set(name, group);
      // The first is the one that cost most.
      addAttempt(group, attempt, at === 0 ? attempt.turns : 0);
      addTokens(group.sums, part);
      addTokens(all.sums, part);
      const without_price = part.cost_usd === undefined && totalOf(part) > 0;
      if (without_price) group.sums.unpriced_attempts++;
      unpriced ||= without_price;
    }
    addAttempt(all, attempt, attempt.turns);
    if (unpriced) all.sums.unpriced_attempts++;
  }
}

interface Attempt {
  execution_id: string;
  model: string | null;
  turns: number;
  incomplete: number;
  models: ModelUsage[];
}

type Bare = [execution_id: string, model: string | null, turns: number, incomplete: number, models: string];

/** Bare rows: of a hundred thousand, making objects of them would take longer than all the rest. */
function* attemptsIn(queries: Queries, where: SQL | undefined): Generator<Attempt> {
  const { execution_id, model, turns, incomplete, models } = usage;
  const query = queries.select({ execution_id, model, turns, incomplete, models }).from(usage).where(where);
  for (const [execution_id, model, turns, incomplete, models] of query.values() as Bare[])
    yield { execution_id, model, turns, incomplete, models: JSON.parse(models) };
}

function addAttempt({ sums, executions }: Group, { execution_id, incomplete }: Attempt, turns: number): void {
  executions.add(execution_id);
  sums.attempts++;
  sums.turns += turns;
  sums.incomplete_attempts += incomplete;
}

function addTokens(sums: Sums, part: ModelUsage): void {
  sums.input_tokens += part.input;
  sums.cache_read_tokens += part.cache_read;
  sums.cache_write_tokens += part.cache_write;
  sums.output_tokens += part.output;
  sums.reasoning_tokens += part.reasoning;
  sums.total_tokens += totalOf(part);
  if (part.cost_usd !== undefined) sums.cost_usd = (sums.cost_usd ?? 0) + part.cost_usd;
}

function newGroup(): Group {
  return { sums: { ...NOTHING }, executions: new Set() };
}

function sumsOfGroup({ sums, executions }: Group): Sums {
  return { ...sums, runs: executions.size };
}
