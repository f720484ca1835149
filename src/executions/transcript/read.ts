import { type BackendKind, backends, type Failure, type Signal } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { Line } from "../model.ts";
import { type AttemptRow, getSummary, linesAfter, listAttempts } from "../store.ts";
import type { TranscriptEvent, TranscriptPage } from "./model.ts";
import { patchOf } from "./patch.ts";

const PAGE_BYTES = 1024 * 1024;

type Base = Pick<TranscriptEvent, "seq" | "attempt" | "at">;

/** What the lines after a cursor say, by what reads them while they come. Throws a Fault `not_found`. */
export function transcriptAfter(ctx: Context, id: string, after: number, limit: number): TranscriptPage {
  const { last_seq } = getSummary(ctx, id);
  const attempts = new Map(listAttempts(ctx.db.orm, id).map((attempt) => [attempt.number, attempt]));
  const lines = linesAfter(ctx, id, after, limit, PAGE_BYTES);
  const next_after = lines.at(-1)?.seq ?? after;
  return { events: lines.flatMap((line) => told(line, attempts)), next_after, more: next_after < last_seq };
}

function told(line: Line, attempts: ReadonlyMap<number, AttemptRow>): TranscriptEvent[] {
  const attempt = attempts.get(line.attempt);
  const began = attempt ? Date.parse(attempt.started_at) : 0;
  const base = { seq: line.seq, attempt: line.attempt, at: new Date(began + line.offset_ms).toISOString() };
  if (line.stream === "system") return [{ ...base, kind: "note", text: line.text }];
  if (!attempt) return [];
  const kind: BackendKind = backends[attempt.backend];
  const signals = kind.read(line.text, line.stream);
  if (signals.length === 0 && CUT.test(line.text)) return [{ ...base, kind: "note", text: UNREAD }];
  return signals.flatMap((signal) => eventsOf(signal, base));
}

const CUT = /\[cut: the line is longer than 64 KiB\]$/;
const UNREAD = "A line here is longer than 64 KiB, so it was cut and cannot be read. The log shows what is kept of it.";

function eventsOf(signal: Signal, base: Base): TranscriptEvent[] {
  switch (signal.kind) {
    case "text":
      return [{ ...base, kind: "text", text: signal.text, part: signal.part === true }];
    case "thought":
    case "aside":
      return [{ ...base, kind: signal.kind, text: signal.text }];
    case "tool_begins":
      return [beginning(signal, base)];
    case "tool_ends":
      return [finish(signal, base)];
    case "step":
      return [{ ...base, kind: "step", id: signal.step, ...tokensOf(signal) }];
    case "trouble":
      return [failure(signal, base)];
    case "limit":
      return [{ ...base, kind: signal.limit.hard ? "trouble" : "note", text: signal.limit.message, reason: null }];
    case "stderr":
      return [{ ...base, kind: "trouble", text: signal.line, reason: null }];
    case "end":
      return signal.ok ? [] : [failure(signal, base)];
    default:
      return [];
  }
}

const LAST_MS = Date.parse("9999-12-31T23:59:59Z");

type Of<Kind extends Signal["kind"]> = Extract<Signal, { kind: Kind }>;

function failure({ failure: { detail, reason } }: { failure: Failure }, base: Base): TranscriptEvent {
  return { ...base, kind: "trouble", text: detail, reason };
}

function beginning({ id, name, input, edits, at }: Of<"tool_begins">, base: Base): TranscriptEvent {
  const shown = edits.map((edit) => ({ path: edit.path, patch: patchOf(edit) }));
  return { ...timed(base, at), kind: "tool_begins", id, name: name ?? "tool", input, edits: shown };
}

function finish({ id, output, failed, at }: Of<"tool_ends">, base: Base): TranscriptEvent {
  return { ...timed(base, at), kind: "tool_ends", id, output, failed };
}

/** Where the CLI says when, unless that cannot be. */
function timed(base: Base, at: number | undefined): Base {
  return at === undefined || at < 0 || at > LAST_MS ? base : { ...base, at: new Date(at).toISOString() };
}

function tokensOf({ usage, begun }: Of<"step">) {
  const { input, cache_read, cache_write, output } = usage;
  return {
    input_tokens: input + cache_read + cache_write,
    cached_tokens: cache_read,
    output_tokens: begun ? null : output,
  };
}
