import { and, asc, desc, eq, getTableColumns, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Leader } from "~/process/index.ts";
import { executionBell } from "./bells.ts";
import type { Attempt, Execution, ExecutionSummary, Line } from "./model.ts";
import type { Claimed } from "./queue.ts";
import { MOVES, type Status, type StopReason } from "./status.ts";
import { attempts, executions } from "./tables.ts";

export type ExecutionRow = typeof executions.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

/** The columns of a list: a prompt may have a megabyte. */
const { prompt: _prompt, result: _result, ...summaryColumns } = getTableColumns(executions);
type SummaryRow = Omit<ExecutionRow, "prompt" | "result">;

/** The one way a status changes; undefined when somebody else moved it first. */
export function move(
  queries: Queries,
  id: string,
  to: Status,
  fields: Partial<ExecutionRow> = {},
): ExecutionRow | undefined {
  return queries
    .update(executions)
    .set({ ...fields, status: to })
    .where(and(eq(executions.id, id), inArray(executions.status, MOVES[to])))
    .returning()
    .get();
}

export function findExecution(queries: Queries, id: string): ExecutionRow | undefined {
  return queries.select().from(executions).where(eq(executions.id, id)).get();
}

/** Throws a Fault `not_found`. */
export function getExecution(queries: Queries, id: string): ExecutionRow {
  const row = findExecution(queries, id);
  if (!row) throw new Fault("not_found", `There is no execution ${id}.`);
  return row;
}

/** Why somebody wants it ended, if somebody does. */
export function findStopReason(ctx: Context, id: string): StopReason | undefined {
  return ctx.db.prepared(selectStopReason).get({ id })?.stop_reason ?? undefined;
}

const selectStopReason = (orm: Orm) =>
  orm
    .select({ stop_reason: executions.stop_reason })
    .from(executions)
    .where(eq(executions.id, sql.placeholder("id")))
    .prepare();

/** Throws a Fault `not_found`. */
export function getSummary(ctx: Context, id: string): ExecutionSummary {
  const row = ctx.db.prepared(selectSummary).get({ id });
  if (!row) throw new Fault("not_found", `There is no execution ${id}.`);
  return summaryOf(row);
}

const selectSummary = (orm: Orm) =>
  orm
    .select(summaryColumns)
    .from(executions)
    .where(eq(executions.id, sql.placeholder("id")))
    .prepare();

export function describeExecution(queries: Queries, id: string): Execution {
  const row = getExecution(queries, id);
  const { backend_config, allowed_tools, working_dir, timeout_ms, prompt, result } = row;
  return {
    ...summaryOf(row),
    ...{ backend_config, allowed_tools, working_dir, timeout_ms, prompt, result },
    attempts: listAttempts(queries, id).map(wireAttempt),
  };
}

export interface ExecutionFilter {
  status?: Status;
  trigger_id?: string;
  limit: number;
  cursor?: string;
}

/** A page, newest first; ids sort by age, so the cursor is the last id. */
export function listExecutions(queries: Queries, filter: ExecutionFilter) {
  const conditions: SQL[] = [];
  if (filter.status) conditions.push(eq(executions.status, filter.status));
  if (filter.trigger_id) conditions.push(eq(executions.trigger_id, filter.trigger_id));
  if (filter.cursor) conditions.push(lt(executions.id, filter.cursor));
  const query = queries
    .select(summaryColumns)
    .from(executions)
    .where(and(...conditions));
  const rows = query
    .orderBy(desc(executions.id))
    .limit(filter.limit + 1)
    .all();
  const page = rows.slice(0, filter.limit);
  return { executions: page.map(summaryOf), next_cursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

export function listAttempts(queries: Queries, executionId: string): AttemptRow[] {
  const query = queries.select().from(attempts).where(eq(attempts.execution_id, executionId));
  return query.orderBy(asc(attempts.number)).all();
}

/** The attempt's process runs; its row says which it is. */
export function markRunning(ctx: Context, { execution, attempt }: Claimed, leader: Leader): void {
  const { pid, started: pid_started, machine_boot } = leader;
  Object.assign(attempt, { status: "running", pid, pid_started, machine_boot });
  ctx.db.tx((tx, after) => {
    tx.update(attempts)
      .set({ status: "running", pid, pid_started, machine_boot, boot_id: ctx.boot_id })
      .where(eq(attempts.id, attempt.id))
      .run();
    move(tx, execution.id, "running", { started_at: execution.started_at ?? attempt.started_at });
    after(() => ctx.bells.ring(executionBell(execution.id)));
  });
}

/** From now on the attempt's end is our doing. */
export function markSignalled(ctx: Context, tx: Tx, attemptId: string): string {
  const signalled_at = ctx.clock.iso();
  tx.update(attempts).set({ signalled_at }).where(eq(attempts.id, attemptId)).run();
  return signalled_at;
}

/** The lines after a cursor, at most `limit` and about `bytes` of text. */
export function linesAfter(ctx: Context, id: string, after: number, limit: number, bytes = 1024 * 1024): Line[] {
  const query = ctx.db.sqlite.query<Line, [string, number, number]>(
    `SELECT seq, attempt, offset_ms, stream, text FROM execution_lines
     WHERE execution_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  const lines: Line[] = [];
  let size = 0;
  for (const line of query.iterate(id, after, limit)) {
    lines.push(line);
    size += line.text.length;
    if (size >= bytes) break;
  }
  return lines;
}

function summaryOf(row: SummaryRow): ExecutionSummary {
  const { id, trigger_id, delivery_id, retry_of, origin, request_id, backend, model, permissions } = row;
  const { status, reason, detail, exit_code, last_seq, dropped_lines, created_at, started_at, ended_at } = row;
  const duration_ms = started_at && ended_at ? Math.max(0, Date.parse(ended_at) - Date.parse(started_at)) : null;
  return {
    ...{ id, trigger_id, delivery_id, retry_of, origin, request_id, backend, model, permissions },
    ...{ status, reason, detail, exit_code, last_seq, dropped_lines, created_at, started_at, ended_at, duration_ms },
  };
}

function wireAttempt(row: AttemptRow): Attempt {
  const { number, backend, status, reason, detail, exit_code, signal, session_id, started_at, ended_at } = row;
  return { number, backend, status, reason, detail, exit_code, signal, session_id, started_at, ended_at };
}
