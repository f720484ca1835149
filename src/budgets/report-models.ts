import type { SQL } from "drizzle-orm";
import type { ModelUsage } from "~/backends/index.ts";
import type { Queries } from "~/db/tx.ts";
import { totalOf } from "./cost.ts";
import { usage } from "./tables.ts";
import type { UsageReport } from "./usage-model.ts";

type Row = UsageReport["rows"][number];
interface Group {
  row: Row;
  executions: Set<string>;
}

const NOTHING: ModelUsage = { model: null, input: 0, cache_read: 0, cache_write: 0, output: 0, reasoning: 0 };

/** The sums by model. Added up here: the database would parse the models of a row anew for each of their numbers. */
export function sumsByModel(queries: Queries, where: SQL | undefined): Row[] {
  const { execution_id, model, turns, models } = usage;
  const attempts = queries.select({ execution_id, model, turns, models }).from(usage).where(where);
  const groups = new Map<string | null, Group>();
  for (const attempt of attempts.all()) {
    const parts = attempt.models.length > 0 ? attempt.models : [NOTHING];
    for (const [at, part] of parts.entries()) {
      const name = part.model ?? attempt.model;
      const group = groups.get(name) ?? { row: empty(name), executions: new Set() };
      groups.set(name, group);
      group.executions.add(attempt.execution_id);
      // The first is the one that cost most.
      add(group.row, part, at === 0 ? attempt.turns : 0);
    }
  }
  const rows = [...groups.values()].map(({ row, executions }) => ({ ...row, runs: executions.size }));
  return rows.sort((a, b) => (b.cost_usd ?? -1) - (a.cost_usd ?? -1) || b.total_tokens - a.total_tokens);
}

function add(row: Row, part: ModelUsage, turns: number): void {
  const total = totalOf(part);
  row.input_tokens += part.input;
  row.cache_read_tokens += part.cache_read;
  row.cache_write_tokens += part.cache_write;
  row.output_tokens += part.output;
  row.reasoning_tokens += part.reasoning;
  row.total_tokens += total;
  row.turns += turns;
  row.attempts++;
  if (part.cost_usd !== undefined) row.cost_usd = (row.cost_usd ?? 0) + part.cost_usd;
  else if (total > 0) row.unpriced_attempts++;
}

function empty(group: string | null): Row {
  const tokens = { input_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, output_tokens: 0 };
  const counts = { reasoning_tokens: 0, total_tokens: 0, turns: 0, runs: 0, attempts: 0, unpriced_attempts: 0 };
  return { group, ...tokens, ...counts, cost_usd: null };
}
