import { type BackendKind, backends } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { type AttemptRow, type ExecutionRow, linesAfter } from "~/executions/index.ts";
import { systemClock } from "~/kit/clock.ts";
import type { Span, Spans } from "~/kit/otlp.ts";
import { spanIdOf } from "~/kit/trace.ts";

const PAGE = 500;
const PAGE_BYTES = 256 * 1024;
const MOST_TOOL_CALLS = 1_000;

/**
 * Tells of an execution that has ended, of its attempts and of the tools they used, as one part of its trace. All of it
 * stands in tables, so it is as right after a restart.
 */
export async function tellTrace(ctx: Context, execution: ExecutionRow, attempts: AttemptRow[]): Promise<void> {
  const { spans } = ctx;
  const { trace_id } = execution;
  if (!spans || trace_id === null) return;
  spans.add(executionSpan(execution, trace_id));
  for (const attempt of attempts) spans.add(attemptSpan(attempt, trace_id));
  try {
    for (const attempt of attempts) await tellTools(ctx, spans, attempt, trace_id);
  } catch (err) {
    if (!ctx.vitals.stopping) ctx.log.warn({ err, execution_id: execution.id }, "its tools cannot be traced");
  }
}

function executionSpan(execution: ExecutionRow, trace_id: string): Span {
  const { id, parent_span_id, created_at, ended_at, status, reason, detail, origin, backend, trigger_id } = execution;
  return {
    ...{ name: "execution", trace_id, span_id: spanIdOf(id), parent_span_id },
    start: Date.parse(created_at),
    end: Date.parse(ended_at ?? created_at),
    attributes: {
      ...{ "agented.execution.id": id, "agented.trigger.id": trigger_id, "agented.origin": origin },
      ...{ "agented.backend": backend, "agented.status": status, "agented.reason": reason },
    },
    failure: status === "succeeded" ? null : (detail ?? status),
  };
}

function attemptSpan(attempt: AttemptRow, trace_id: string): Span {
  const { id, execution_id, number, backend, account_id, model, status, reason, detail, exit_code } = attempt;
  return {
    ...{ name: "attempt", trace_id, span_id: spanIdOf(id), parent_span_id: spanIdOf(execution_id) },
    ...timesOf(attempt),
    attributes: {
      ...{ "agented.attempt.id": id, "agented.attempt.number": number, "agented.backend": backend },
      ...{ "agented.account.id": account_id, "agented.model": model ?? attempt.seen.model },
      ...{ "agented.status": status, "agented.reason": reason, "process.exit.code": exit_code },
    },
    failure: status === "succeeded" ? null : (detail ?? status),
  };
}

function timesOf({ started_at, ended_at }: AttemptRow) {
  return { start: Date.parse(started_at), end: Date.parse(ended_at ?? started_at) };
}

/** What its lines say of tools. A long output is read a page a turn of the loop. */
async function tellTools(ctx: Context, spans: Spans, attempt: AttemptRow, trace_id: string): Promise<void> {
  const kind: BackendKind = backends[attempt.backend];
  if (kind.plain) return;
  const { start, end } = timesOf(attempt);
  const open = new Map<string, Span>();
  let told = 0;
  for (let after = 0; told < MOST_TOOL_CALLS; await systemClock.sleep(0)) {
    const lines = linesAfter(ctx, attempt.execution_id, after, PAGE, PAGE_BYTES);
    const last = lines.at(-1);
    if (!last) break;
    after = last.seq;
    for (const line of lines.filter(({ attempt: number, stream }) => number === attempt.number && stream === "stdout"))
      for (const signal of kind.read(line.text, "stdout")) {
        if (signal.kind !== "tool_begins" && signal.kind !== "tool_ends") continue;
        const { id, at = start + line.offset_ms } = signal;
        const span = open.get(id) ?? spanOf(attempt, trace_id, id, at, end);
        if (signal.kind === "tool_begins") open.set(id, { ...span, name: `tool ${signal.name ?? "unknown"}` });
        else if (open.delete(id)) {
          spans.add({ ...span, end: at, failure: signal.failed ? "The tool failed." : null });
          told += 1;
        }
      }
  }
  for (const span of open.values()) spans.add({ ...span, failure: "It did not end before the attempt did." });
}

function spanOf(attempt: AttemptRow, trace_id: string, id: string, start: number, end: number): Span {
  const parent_span_id = spanIdOf(attempt.id);
  return { name: "tool", trace_id, span_id: spanIdOf(`${attempt.id} ${id}`), parent_span_id, start, end };
}
