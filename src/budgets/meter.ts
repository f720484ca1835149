import { and, asc, eq, sql } from "drizzle-orm";
import { backends, type ModelUsage, type Seen, usageOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Orm, Queries, Tx } from "~/db/tx.ts";
import type { Spender } from "./budget-store.ts";
import { priced } from "./priced.ts";
import { reservations, session_counters, usage } from "./tables.ts";
import type { AttemptUsage } from "./usage-model.ts";
import { warnSoft } from "./warn.ts";

export type UsageRow = typeof usage.$inferSelect;

/** The row of an attempt that has used nothing yet. */
export function openUsage(ctx: Context, spender: Spender, started_at: string): UsageRow {
  const { execution_id, attempt_id, number, trigger_id, account_id, backend, project, model } = spender;
  const row: UsageRow = {
    ...{ execution_id, attempt_id, number, trigger_id, account_id, backend, project, model },
    ...priced(ctx, { models: [], turns: 0, complete: false }, false),
    ...{ model, session_id: null, incomplete: true, started_at, ended_at: null, duration_ms: null },
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
 * was ended before its CLI said them leaves as they are. Called again it changes nothing.
 */
export function closeUsage(ctx: Context, tx: Tx, after: After, spender: Spender, seen: Seen, ended_at: string): void {
  const row = write(ctx, tx, spender, seen, ended_at);
  if (!row) return;
  const { counters } = row;
  const session_id = seen.session_id;
  if (counters && session_id !== undefined) {
    const set = { models: counters, updated_at: ended_at };
    tx.insert(session_counters)
      .values({ backend: spender.backend, session_id, ...set })
      .onConflictDoUpdate({ target: [session_counters.backend, session_counters.session_id], set })
      .run();
  }
  tx.delete(reservations).where(eq(reservations.attempt_id, spender.attempt_id)).run();
  warnSoft(ctx, tx, after, spender, row.started_at);
}

function write(ctx: Context, tx: Tx, spender: Spender, seen: Seen, ended_at: string | null) {
  const { attempt_id, backend } = spender;
  // An attempt of a version that kept no usage has no row.
  const { started_at, ended_at: ended } = findUsage(ctx, attempt_id) ?? openUsage(ctx, spender, ctx.clock.iso());
  if (ended !== null) return undefined;
  const used = usageOf(seen, countersOf(ctx, spender, seen));
  const columns = priced(ctx, used, seen.metered?.count === 1);
  const set = {
    ...columns,
    model: columns.model ?? spender.model,
    session_id: seen.session_id ?? null,
    incomplete: ended_at === null || !(used.complete || backends[backend].plain),
    ended_at,
    duration_ms: ended_at === null ? null : Math.max(0, Date.parse(ended_at) - Date.parse(started_at)),
  };
  tx.update(usage).set(set).where(eq(usage.attempt_id, attempt_id)).run();
  return { started_at, counters: used.counters };
}

/** The counters its conversation stood at before this attempt. */
function countersOf(ctx: Context, { backend, counts_from }: Spender, seen: Seen): ModelUsage[] {
  const session_id = counts_from ?? seen.session_id;
  if (session_id === undefined) return [];
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

/** What each attempt of an execution has used, the first one first. */
export function usageByAttempt(queries: Queries, execution_id: string): AttemptUsage[] {
  const query = queries.select().from(usage).where(eq(usage.execution_id, execution_id));
  return query.orderBy(asc(usage.number)).all();
}
