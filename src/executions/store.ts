import { and, asc, desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import { chainFor } from "~/accounts/index.ts";
import { type AttemptUsage, type Spender, usageByAttempt } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import type { Orm, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Leader } from "~/process/index.ts";
import { type Filter, findIds, type Range } from "./filter.ts";
import type { Attempt, Execution, ExecutionSummary, Line } from "./model.ts";
import { noteNews, ringChange } from "./news.ts";
import type { Claimed } from "./queue.ts";
import { MOVES, type Status, type StopReason } from "./status.ts";
import { attempts, execution_lines, executions } from "./tables.ts";

export type ExecutionRow = typeof executions.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

/** The columns of a list: a prompt may have a megabyte. */
const { prompt: _prompt, result: _result, outcome: _outcome, ...summaryColumns } = getTableColumns(executions);
type SummaryRow = Omit<ExecutionRow, "prompt" | "result" | "outcome">;

/** The one way a status changes; false when somebody else moved it first. */
export function move(queries: Queries, id: string, to: Status, fields: Partial<ExecutionRow> = {}): boolean {
  const moved = queries
    .update(executions)
    .set({ ...fields, status: to })
    .where(and(eq(executions.id, id), inArray(executions.status, MOVES[to])))
    .returning({ id: executions.id })
    .get();
  if (moved) noteNews(queries, id, to);
  return moved !== undefined;
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

/** Throws a Fault `not_found`, also while there is none. */
export function getResult(queries: Queries, id: string): string {
  const { result } = getExecution(queries, id);
  if (result === null) throw new Fault("not_found", `The execution ${id} has no result.`, { code: "no_result" });
  return result;
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

export function describeExecution(ctx: Context, id: string): Execution {
  const { orm } = ctx.db;
  const row = getExecution(orm, id);
  const { backend_config, allowed_tools, working_dir, timeout_ms, prompt, result, asked_budget } = row;
  const { outcome, outcome_error, allowed_actions, stop_reason } = row;
  const usage = usageByAttempt(orm, id);
  const costs = usage.flatMap(({ cost_usd }) => cost_usd ?? []);
  return {
    ...summaryOf(row),
    ...{ backend_config, allowed_tools, working_dir, timeout_ms, prompt, result, asked_budget },
    ...{ outcome, outcome_error, allowed_actions, stop_reason },
    chain: chainFor(ctx, row),
    cost_usd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost) : null,
    waived_budgets: row.waived_budgets ?? [],
    attempts: listAttempts(orm, id).map((attempt) => wireAttempt(attempt, usage)),
  };
}

/** A page, newest first; ids sort by age, so the cursor is the last id. */
export function listExecutions(queries: Queries, { limit, cursor, ...filter }: Filter & Range) {
  const { ids, next_cursor } = findIds(queries, filter, { limit, cursor });
  const query = queries.select(summaryColumns).from(executions).where(inArray(executions.id, ids));
  return { executions: query.orderBy(desc(executions.id)).all().map(summaryOf), next_cursor };
}

export function getAttempt(queries: Queries, id: string): AttemptRow | undefined {
  return queries.select().from(attempts).where(eq(attempts.id, id)).get();
}

export function listAttempts(queries: Queries, executionId: string): AttemptRow[] {
  const query = queries.select().from(attempts).where(eq(attempts.execution_id, executionId));
  return query.orderBy(asc(attempts.number)).all();
}

/** Who spends: what the budgets are told of an attempt. */
export function spenderOf(
  { id: execution_id, trigger_id, project }: Pick<ExecutionRow, "id" | "trigger_id" | "project">,
  attempt: Pick<AttemptRow, "id" | "number" | "backend" | "model" | "account_id" | "resume">,
): Spender {
  const { id: attempt_id, number, backend, model, account_id, resume } = attempt;
  const spender = { execution_id, attempt_id, number, trigger_id, account_id, backend, project, model };
  // A copy of a conversation counts on from the original.
  return resume === null ? spender : { ...spender, counts_from: resume };
}

/** The attempt's process runs; its row says which it is. */
export function markRunning(ctx: Context, { execution, attempt }: Claimed, leader: Leader): void {
  const { pid, started: pid_started, machine_boot } = leader;
  const ran_at = attempt.ran_at ?? ctx.clock.iso();
  Object.assign(attempt, { status: "running", pid, pid_started, machine_boot, ran_at });
  ctx.db.tx((tx, after) => {
    tx.update(attempts)
      .set({ status: "running", pid, pid_started, machine_boot, ran_at, boot_id: ctx.boot_id })
      .where(eq(attempts.id, attempt.id))
      .run();
    move(tx, execution.id, "running", { started_at: execution.started_at ?? attempt.started_at });
    after(() => ringChange(ctx, execution.id));
  });
}

/** Where the attempt's CLI keeps its conversation, and which it goes on with. */
export function setSession(ctx: Context, attempt: AttemptRow, set: { session_root: string; resume?: null }): void {
  Object.assign(attempt, set);
  ctx.db.orm.update(attempts).set(set).where(eq(attempts.id, attempt.id)).run();
}

export function notePeak(ctx: Context, attempt: AttemptRow, peak_memory_bytes: number): void {
  ctx.db.orm.update(attempts).set({ peak_memory_bytes }).where(eq(attempts.id, attempt.id)).run();
  attempt.peak_memory_bytes = peak_memory_bytes;
}

/** How far its end has come, until the verdict says why; left out when it cannot be written, for the end does not wait. */
export function noteStep(ctx: Context, { id, execution_id }: AttemptRow, signal: string): void {
  try {
    ctx.db.orm
      .update(attempts)
      .set({ detail: `It was sent ${signal}.` })
      .where(eq(attempts.id, id))
      .run();
  } catch (err) {
    ctx.log.warn({ err, execution_id }, "a step of an execution's end could not be noted");
  }
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

/** The newest lines that the CLI printed, in order. */
export function linesBefore(queries: Queries, id: string, limit: number): Pick<Line, "text">[] {
  const query = queries
    .select({ text: execution_lines.text })
    .from(execution_lines)
    .where(and(eq(execution_lines.execution_id, id), eq(execution_lines.stream, "stdout")));
  return query.orderBy(desc(execution_lines.seq)).limit(limit).all().reverse();
}

function summaryOf(row: SummaryRow): ExecutionSummary {
  const { id, trigger_id, delivery_id, fire_id, retry_of, continues, fork, origin, request_id } = row;
  const { backend, model, permissions, not_before, held, priority, hops, group_id, tags, pinned, project_id, ref } =
    row;
  const { template_revision, trace_id } = row;
  const { files_changed, insertions, deletions } = row;
  const { status, reason, detail, exit_code, last_seq, dropped_lines, created_at, started_at, ended_at } = row;
  const duration_ms = started_at && ended_at ? Math.max(0, Date.parse(ended_at) - Date.parse(started_at)) : null;
  return {
    ...{ id, trigger_id, delivery_id, fire_id, retry_of, continues, fork, origin, request_id, trace_id },
    ...{ template_revision, pinned },
    ...{ backend, model, permissions, not_before, held, priority, hops, group_id, tags, project_id, ref },
    ...{ files_changed, insertions, deletions },
    ...{ status, reason, detail, exit_code, last_seq, dropped_lines, created_at, started_at, ended_at, duration_ms },
  };
}

function wireAttempt(row: AttemptRow, all: AttemptUsage[]): Attempt {
  const { number, backend, account_id, model, status, reason, detail, exit_code, signal, session_id } = row;
  const { peak_memory_bytes, started_at, ended_at } = row;
  const usage = all.find(({ attempt_id }) => attempt_id === row.id) ?? null;
  return {
    ...{ number, backend, account_id, model, status, reason, detail, exit_code, signal, session_id },
    ...{ peak_memory_bytes, usage, started_at, ended_at },
  };
}
