import { and, eq, gte, lt, notExists, or, type SQL, sql } from "drizzle-orm";
import { alias, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Queries } from "~/db/tx.ts";
import { usage } from "./tables.ts";
import type { UsageFilter, UsageReport } from "./usage-model.ts";

export type Sums = UsageReport["totals"];
type Row = UsageReport["rows"][number];

/** The table, or another look at it. */
export type Columns = { [Name in "started_at" | Scope]: SQLiteColumn };
type Scope = "trigger_id" | "account_id" | "execution_id" | "backend" | "project";

const earlier = alias(usage, "earlier");

const whole = (amount: SQLiteColumn) => sql`coalesce(sum(${amount}), 0)`;

/** All but the runs are in the index of each thing they are summed up by, so that a sum reads no row. */
const SUMS: Record<Exclude<keyof Sums, "runs">, SQL> = {
  input_tokens: whole(usage.input_tokens),
  cache_read_tokens: whole(usage.cache_read_tokens),
  cache_write_tokens: whole(usage.cache_write_tokens),
  output_tokens: whole(usage.output_tokens),
  reasoning_tokens: whole(usage.reasoning_tokens),
  total_tokens: whole(usage.total_tokens),
  turns: whole(usage.turns),
  attempts: sql`count(*)`,
  cost_usd: sql`sum(${usage.cost_usd})`,
  unpriced_attempts: sql`count(*) FILTER (WHERE ${usage.unpriced_tokens} > 0)`,
  incomplete_attempts: sql`count(*) FILTER (WHERE ${usage.incomplete})`,
};

type Within = (table: Columns) => SQL | undefined;

/** The sums of the attempts that lie within, as a part of a statement over groups: sorting them would cost the most. */
export function sumsOf(queries: Queries, within: Within) {
  const parts = Object.entries({ ...SUMS, runs: runs(queries, within) }).map(([name, sum]) => sql`${name}, ${sum}`);
  const all = sql`json_object(${sql.join(parts, sql`, `)})`;
  const query = queries.select({ all }).from(usage).where(within(usage));
  return sql<Sums>`(${query})`.mapWith(JSON.parse);
}

/** How many executions the attempts are of. */
export function runsIn(queries: Queries, filter: UsageFilter): number {
  const within = (table: Columns) => conditionsOf(filter, table);
  const query = queries.select({ n: runs(queries, within) }).from(usage);
  return query.where(within(usage)).get()?.n ?? 0;
}

/** Counts those before which there is none of their execution: to count distinct executions takes three times as long. */
function runs(queries: Queries, within: Within) {
  const before = and(eq(earlier.execution_id, usage.execution_id), lt(earlier.number, usage.number), within(earlier));
  const others = queries.select({ one: sql`1` }).from(earlier).where(before);
  return sql<number>`count(*) FILTER (WHERE ${or(eq(usage.number, 1), notExists(others))})`;
}

export const NOTHING: Sums = {
  ...{ input_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, output_tokens: 0, reasoning_tokens: 0 },
  ...{ total_tokens: 0, turns: 0, runs: 0, attempts: 0, unpriced_attempts: 0, incomplete_attempts: 0, cost_usd: null },
};

/** Both together; a cost that is known of neither stays unknown. */
export function plus(a: Sums, b: Sums): Sums {
  const names = Object.keys(NOTHING) as (keyof Sums)[];
  const added = names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]);
  const cost_usd = a.cost_usd === null && b.cost_usd === null ? null : (a.cost_usd ?? 0) + (b.cost_usd ?? 0);
  return { ...Object.fromEntries(added), cost_usd };
}

/** What cost most comes first, and of what has no price that which used most. */
export function byCost(a: Row, b: Row): number {
  return (b.cost_usd ?? -1) - (a.cost_usd ?? -1) || b.total_tokens - a.total_tokens;
}

export function conditionsOf(filter: UsageFilter, table: Columns = usage): SQL | undefined {
  const { from, to, trigger_id, account_id, execution_id, backend, project } = filter;
  return and(
    from === undefined ? undefined : gte(table.started_at, from),
    to === undefined ? undefined : lt(table.started_at, to),
    trigger_id === undefined ? undefined : eq(table.trigger_id, trigger_id),
    account_id === undefined ? undefined : eq(table.account_id, account_id),
    execution_id === undefined ? undefined : eq(table.execution_id, execution_id),
    backend === undefined ? undefined : eq(table.backend, backend),
    project === undefined ? undefined : eq(table.project, project),
  );
}
