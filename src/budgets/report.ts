import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { SHOWN } from "./meter.ts";
import { sumsByModel } from "./report-models.ts";
import { usage } from "./tables.ts";
import type { GroupBy, UsageFilter, UsageReport } from "./usage-model.ts";
import { spanOf } from "./windows.ts";

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 400;

const whole = (amount: SQL) => sql<number>`coalesce(sum(${amount}), 0)`;

const sums = {
  input_tokens: whole(sql`${usage.input_tokens}`),
  cache_read_tokens: whole(sql`${usage.cache_read_tokens}`),
  cache_write_tokens: whole(sql`${usage.cache_write_tokens}`),
  output_tokens: whole(sql`${usage.output_tokens}`),
  reasoning_tokens: whole(sql`${usage.reasoning_tokens}`),
  total_tokens: whole(sql`${usage.total_tokens}`),
  turns: whole(sql`${usage.turns}`),
  runs: sql<number>`count(DISTINCT ${usage.execution_id})`,
  attempts: sql<number>`count(*)`,
  cost_usd: sql<number | null>`sum(${usage.cost_usd})`,
  unpriced_attempts: sql<number>`count(*) FILTER (WHERE ${usage.unpriced_tokens} > 0)`,
};

const COLUMNS = {
  trigger: usage.trigger_id,
  account: usage.account_id,
  backend: usage.backend,
  project: usage.project,
};

/** What was used, summed up by one thing and in all. Throws a Fault `invalid` for more days than can be listed. */
export function report(ctx: Context, group_by: GroupBy, filter: UsageFilter): UsageReport {
  const to = filter.to ?? ctx.clock.iso(ctx.clock.now() + 1);
  const from = filter.from ?? ctx.clock.iso(Date.parse(to) - 30 * DAY_MS);
  const { orm } = ctx.db;
  const bounded = { ...filter, from, to };
  const totals = orm.select(sums).from(usage).where(conditionsOf(bounded)).get();
  if (!totals) throw new Error("a sum without a row");
  const rows = group_by === "day" ? daily(orm, filter, daysBetween(from, to)) : rowsBy(orm, group_by, bounded);
  return { from, to, rows, totals };
}

/** What was used since midnight of the server's time zone. */
export function reportToday(ctx: Context): UsageReport {
  return report(ctx, "backend", { from: ctx.clock.iso(spanOf("day", ctx.clock.now()).start) });
}

function rowsBy(queries: Queries, group_by: Exclude<GroupBy, "day">, filter: UsageFilter) {
  const where = conditionsOf(filter);
  if (group_by === "model") return sumsByModel(queries, where);
  const group = sql<string | null>`${COLUMNS[group_by]}`;
  const query = queries
    .select({ group, ...sums })
    .from(usage)
    .where(where)
    .groupBy(group);
  return query.orderBy(desc(sums.cost_usd), desc(sums.total_tokens)).all();
}

/** Days of the server's time zone, which no function of the database knows. */
function daily(queries: Queries, filter: UsageFilter, days: Day[]) {
  const group = sql<string>`day.value ->> 'name'`;
  const isOn = sql`${usage.started_at} >= day.value ->> 'start' AND ${usage.started_at} < day.value ->> 'end'`;
  const query = queries.select({ group, ...sums }).from(sql`json_each(${JSON.stringify(days)}) AS day`);
  // A cross join is taken in the order it is written, and without other bounds than the day's: a range of an index each.
  const where = and(conditionsOf({ ...filter, from: undefined, to: undefined }), isOn);
  return query.crossJoin(usage).where(where).groupBy(group).orderBy(group).all();
}

interface Day {
  name: string;
  start: string;
  end: string;
}

/** The days of which some part lies between, as that part. */
function daysBetween(from: string, to: string): Day[] {
  const last = Date.parse(to);
  if (last - Date.parse(from) > MOST_DAYS * DAY_MS) {
    const message = `must be at most ${MOST_DAYS} days before \`to\``;
    throw new Fault("invalid", `from: ${message}`, { errors: [{ path: "from", message }] });
  }
  const days: Day[] = [];
  for (let at = Date.parse(from); at < last; ) {
    const { start, end } = spanOf("day", at);
    const next = Math.min(end ?? last, last);
    days.push({ name: nameOf(start), start: new Date(at).toISOString(), end: new Date(next).toISOString() });
    at = next;
  }
  return days;
}

function nameOf(start: number): string {
  const day = new Date(start);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function conditionsOf(filter: UsageFilter): SQL | undefined {
  const { from, to, trigger_id, account_id, execution_id, backend, project } = filter;
  return and(
    from === undefined ? undefined : gte(usage.started_at, from),
    to === undefined ? undefined : lt(usage.started_at, to),
    trigger_id === undefined ? undefined : eq(usage.trigger_id, trigger_id),
    account_id === undefined ? undefined : eq(usage.account_id, account_id),
    execution_id === undefined ? undefined : eq(usage.execution_id, execution_id),
    backend === undefined ? undefined : eq(usage.backend, backend),
    project === undefined ? undefined : eq(usage.project, project),
  );
}

/** A page of attempts, newest first; ids sort by age, so the cursor is the last id. */
export function listUsage(queries: Queries, filter: UsageFilter & { limit: number; cursor?: string }) {
  const older = filter.cursor === undefined ? undefined : lt(usage.attempt_id, filter.cursor);
  const query = queries
    .select(SHOWN)
    .from(usage)
    .where(and(conditionsOf(filter), older));
  const rows = query
    .orderBy(desc(usage.attempt_id))
    .limit(filter.limit + 1)
    .all();
  const page = rows.slice(0, filter.limit);
  return { attempts: page, next_cursor: rows.length > page.length ? (page.at(-1)?.attempt_id ?? null) : null };
}
