import { type AttemptUsage, usageByAttempt } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import { type AttemptRow, type ExecutionRow, followExecutions, isFinished, listAttempts } from "~/executions/index.ts";
import { tellTrace } from "./execution-trace.ts";

/** Takes note of each execution that has ended: a line in the log, the counters, its trace. */
export function followSettled(ctx: Context): void {
  followExecutions(ctx, "observability", (tx, after, { execution, status }) => {
    if (!isFinished(status)) return;
    const attempts = listAttempts(tx, execution.id);
    const usage = usageByAttempt(tx, execution.id);
    after(() => {
      const line = lineOf(execution, attempts, usage);
      ctx.log.info(line, "execution settled");
      count(ctx, execution, line, usage);
      void tellTrace(ctx, execution, attempts);
    });
  });
}

/** All that is asked of a run when something went wrong, in one line. */
function lineOf(execution: ExecutionRow, attempts: AttemptRow[], usage: AttemptUsage[]) {
  const { id: execution_id, request_id, trace_id, status, reason, origin, trigger_id, project_id } = execution;
  const { backend, created_at, started_at, ended_at, exit_code } = execution;
  const last = attempts.at(-1);
  const costs = usage.flatMap(({ cost_usd }) => cost_usd ?? []);
  return {
    ...{ execution_id, request_id, trace_id, status, reason, origin, trigger_id, project_id },
    backend: last?.backend ?? backend,
    account_id: last?.account_id ?? null,
    model: usage.at(-1)?.model ?? last?.model ?? null,
    ...{ exit_code, attempts: attempts.length },
    queue_wait_ms: started_at && msBetween(created_at, started_at),
    duration_ms: started_at && ended_at && msBetween(started_at, ended_at),
    tokens: usage.reduce((sum, { total_tokens }) => sum + total_tokens, 0),
    cost_usd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost) : null,
  };
}

function count(
  { metrics }: Context,
  { origin }: ExecutionRow,
  { status, reason, backend, queue_wait_ms, duration_ms, cost_usd }: ReturnType<typeof lineOf>,
  usage: AttemptUsage[],
): void {
  metrics.runs.inc({ status, trigger: origin, backend });
  if (status !== "succeeded") metrics.run_failures.inc({ reason: reason ?? "none", backend });
  if (typeof queue_wait_ms === "number") metrics.queue_wait.observe(queue_wait_ms / 1_000);
  if (typeof duration_ms === "number") metrics.run_duration.observe(duration_ms / 1_000);
  metrics.run_cost.inc(cost_usd ?? 0);
  for (const { input_tokens, cache_read_tokens, cache_write_tokens, output_tokens } of usage) {
    metrics.tokens.inc({ kind: "input" }, input_tokens);
    metrics.tokens.inc({ kind: "cache_read" }, cache_read_tokens);
    metrics.tokens.inc({ kind: "cache_write" }, cache_write_tokens);
    metrics.tokens.inc({ kind: "output" }, output_tokens);
  }
}

function msBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}
