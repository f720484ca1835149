import { and, desc, lt, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { SHOWN } from "./meter.ts";
import { sumsByModel } from "./report-models.ts";
import { byCost, type Columns, conditionsOf, NOTHING, plus, runsIn, sumsOf } from "./report-sums.ts";
import { usage } from "./tables.ts";
import type { GroupBy, ReportFilter, UsageFilter, UsageReport } from "./usage-model.ts";
import { spanOf } from "./windows.ts";

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 400;

/** What was used, summed up by one thing and in all. Throws a Fault `invalid` for more days than can be listed. */
export async function report(ctx: Context, group_by: GroupBy, filter: ReportFilter): Promise<UsageReport> {
  const bounded = boundedOf(ctx, filter);
  if (group_by !== "model") return reportBy(ctx, group_by, bounded);
  return { from: bounded.from, to: bounded.to, ...(await sumsByModel(ctx, bounded)) };
}

/** The filter with both its ends. */
function boundedOf({ clock }: Context, { days, ...filter }: ReportFilter) {
  const to = filter.to ?? clock.iso(clock.now() + 1);
  const first = days === undefined ? Date.parse(to) - 30 * DAY_MS : firstOf(days, Date.parse(to));
  return { ...filter, from: filter.from ?? clock.iso(first), to };
}

function reportBy(
  { db: { orm } }: Context,
  group_by: Exclude<GroupBy, "model">,
  bounded: ReturnType<typeof boundedOf>,
): UsageReport {
  const { from, to } = bounded;
  const rows = group_by === "day" ? daily(orm, bounded, daysBetween(from, to)) : rowsBy(orm, group_by, bounded);
  return { from, to, rows, totals: { ...rows.reduce(plus, NOTHING), runs: runsIn(orm, bounded) } };
}

/** The start of the first of so many days, of which the last one has begun. */
function firstOf(days: number, to: number): number {
  const noon = spanOf("day", to - 1).start + DAY_MS / 2;
  return spanOf("day", noon - (days - 1) * DAY_MS).start;
}

/** What was used since midnight of the server's time zone. */
export function reportToday(ctx: Context): UsageReport {
  return reportBy(ctx, "backend", boundedOf(ctx, { days: 1 }));
}

const COLUMNS = { trigger: "trigger_id", account: "account_id", backend: "backend", project: "project" } as const;

/** Of every value that was ever used a range of its index; to find out first which of them lie in the span takes longer. */
function rowsBy(queries: Queries, group_by: keyof typeof COLUMNS, filter: UsageFilter) {
  const column = COLUMNS[group_by];
  const value = sql<string | null>`${usage[column]}`.as("value");
  const groups = queries.selectDistinct({ value }).from(usage).as("one");
  const within = (table: Columns) => and(conditionsOf(filter, table), sql`${table[column]} IS one.value`);
  const rows = queries
    .select({ group: groups.value, sums: sumsOf(queries, within) })
    .from(groups)
    .all();
  const used = rows.filter(({ sums }) => sums.attempts > 0);
  return used.map(({ group, sums }) => ({ group, ...sums })).sort(byCost);
}

/** Days of the server's time zone, which no function of the database knows; one without use is listed, too. */
function daily(queries: Queries, filter: UsageFilter, days: Day[]) {
  const unbounded = { ...filter, from: undefined, to: undefined };
  const isOn = ({ started_at }: Columns) =>
    sql`${started_at} >= day.value ->> 'start' AND ${started_at} < day.value ->> 'end'`;
  const within = (table: Columns) => and(conditionsOf(unbounded, table), isOn(table));
  const group = sql<string>`day.value ->> 'name'`;
  const query = queries.select({ group, sums: sumsOf(queries, within) });
  const rows = query.from(sql`json_each(${JSON.stringify(days)}) AS day`).all();
  return rows.map(({ group, sums }) => ({ group, ...sums }));
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
