import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import { type BackendId, backends, type ModelUsage, type Seen, usageOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Orm, Queries, Tx } from "~/db/tx.ts";
import { budgetsFor, isReadable, type Spender } from "./budget-store.ts";
import { priced } from "./priced.ts";
import { usedBy } from "./spend.ts";
import { addToSum, isKept } from "./sums.ts";
import { reservations, session_counters, usage } from "./tables.ts";
import type { AttemptUsage } from "./usage-model.ts";
import { warnSoft } from "./warn.ts";
import { spanOf } from "./windows.ts";

export type UsageRow = typeof usage.$inferSelect;

/** The row of an attempt that has used nothing yet. What it counts on from may be moved on by others while it runs. */
export function openUsage(ctx: Context, spender: Spender, started_at: string): UsageRow {
  const { execution_id, attempt_id, number, trigger_id, account_id, backend, project, model, counts_from } = spender;
  const row: UsageRow = {
    ...{ execution_id, attempt_id, number, trigger_id, account_id, backend, project, model },
    ...priced(ctx, { models: [], turns: 0, complete: false }, false),
    ...{ model, session_id: null, incomplete: true, started_at, ended_at: null, duration_ms: null },
    counters_before: counts_from === undefined ? null : countersOf(ctx, backend, counts_from),
  };
  ctx.db.insert(usage, row);
  return row;
}

export function findUsage(ctx: Context, attempt_id: string): UsageRow | undefined {
  return ctx.db.prepared(selectUsage).get({ attempt_id });
}

const selectUsage = (orm: Orm) =>
  orm
    .select()
    .from(usage)
    .where(eq(usage.attempt_id, sql.placeholder("attempt_id")))
    .prepare();

/** The attempt's row as far as its CLI has told. Says nothing of one that has ended. */
export function meter(ctx: Context, tx: Tx, after: After, spender: Spender, seen: Seen): void {
  const row = write(ctx, tx, spender, seen, null);
  if (row) warnSoft(ctx, tx, after, spender, row.started_at);
}

/**
 * The attempt's last row: it frees what was set aside and moves the conversation's counters on, which an attempt that
 * was ended before its CLI said them leaves as they are. What never `ran` has used nothing. Called again it changes
 * nothing.
 */
export function closeUsage(ctx: Context, tx: Tx, after: After, spender: Spender, seen: Seen, end: End): void {
  const row = write(ctx, tx, spender, seen, end);
  if (!row) return;
  keepCounters(tx, spender.backend, seen.session_id, row, end.at);
  tx.delete(reservations).where(eq(reservations.attempt_id, spender.attempt_id)).run();
  for (const budget of budgetsFor(ctx, row).filter((one) => isReadable(one) && isKept(one))) {
    const { start } = spanOf(budget.window, Date.parse(row.started_at));
    addToSum(tx, budget, ctx.clock.iso(start), usedBy(row, budget.unit, 0));
  }
  warnSoft(ctx, tx, after, spender, row.started_at);
}

export interface End {
  at: string;
  ran: boolean;
}

/** A copy of a conversation stands where its original stood, also when its first attempt has told nothing. */
function keepCounters(
  tx: Tx,
  backend: BackendId,
  session_id: string | undefined,
  { before, counters }: { before: ModelUsage[]; counters?: ModelUsage[] | undefined },
  updated_at: string,
): void {
  const models = counters ?? before;
  if (session_id === undefined || models.length === 0) return;
  const insert = tx.insert(session_counters).values({ backend, session_id, models, updated_at });
  const target = [session_counters.backend, session_counters.session_id];
  if (counters) insert.onConflictDoUpdate({ target, set: { models, updated_at } }).run();
  else insert.onConflictDoNothing({ target }).run();
}

function write(ctx: Context, tx: Tx, spender: Spender, seen: Seen, end: End | null) {
  const { attempt_id, backend, counts_from, model } = spender;
  // An attempt of a version that kept no usage has no row.
  const row = findUsage(ctx, attempt_id) ?? openUsage(ctx, spender, ctx.clock.iso());
  const { started_at } = row;
  const ended_at = end?.at ?? null;
  if (row.ended_at !== null) return undefined;
  const session_id = counts_from ?? seen.session_id;
  const counters_before =
    row.counters_before ?? (session_id === undefined ? null : countersOf(ctx, backend, session_id));
  const before = counters_before ?? [];
  const used = usageOf({ ...seen, model: seen.model ?? model ?? undefined }, before);
  const columns = priced(ctx, used, seen.metered?.count === 1);
  const set = {
    ...columns,
    model: columns.model ?? model,
    session_id: seen.session_id ?? null,
    counters_before,
    incomplete: end === null || (end.ran && !used.complete && !backends[backend].plain),
    ended_at,
    duration_ms: ended_at === null ? null : Math.max(0, Date.parse(ended_at) - Date.parse(started_at)),
  };
  tx.update(usage).set(set).where(eq(usage.attempt_id, attempt_id)).run();
  return { ...row, ...set, before, counters: used.counters };
}

/** The counters a conversation stands at. */
function countersOf(ctx: Context, backend: BackendId, session_id: string): ModelUsage[] {
  return ctx.db.prepared(selectCounters).get({ backend, session_id })?.models ?? [];
}

const selectCounters = (orm: Orm) =>
  orm
    .select({ models: session_counters.models })
    .from(session_counters)
    .where(
      and(
        eq(session_counters.backend, sql.placeholder("backend")),
        eq(session_counters.session_id, sql.placeholder("session_id")),
      ),
    )
    .prepare();

const { counters_before: _own, ...shown } = getTableColumns(usage);
/** What is told of an attempt. */
export const SHOWN = shown;

/** What each attempt of an execution has used, the first one first. */
export function usageByAttempt(queries: Queries, execution_id: string): AttemptUsage[] {
  const query = queries.select(SHOWN).from(usage).where(eq(usage.execution_id, execution_id));
  return query.orderBy(asc(usage.number)).all();
}
