import type { Seen, Signal } from "./kind.ts";
import { meterStep, meterTotal } from "./usage.ts";

/** In UTF-16 units, so that a row stays small whatever a CLI prints. */
const TEXT = 64 * 1024;
const STDERR_LINES = 5;
const STDERR_TEXT = 2 * 1024;

/** What is known after these signals too. Does not change what it is given. */
export function fold(seen: Seen, signals: readonly Signal[]): Seen {
  return signals.length === 0 ? seen : signals.reduce(step, seen);
}

function step(seen: Seen, signal: Signal): Seen {
  switch (signal.kind) {
    case "session":
      return { ...seen, session_id: signal.session_id };
    case "model":
      return { ...seen, model: signal.model };
    case "text":
      return {
        ...seen,
        text: tail(signal.part ? (seen.text ?? "") + signal.text : signal.text, TEXT),
        progress: true,
      };
    case "limit":
      return seen.limit?.hard && !signal.limit.hard ? seen : { ...seen, limit: merge(seen.limit, signal.limit) };
    case "step":
      return { ...seen, metered: meterStep(seen.metered, signal) };
    case "usage":
      return { ...seen, metered: meterTotal(seen.metered, signal) };
    case "tool_begins":
    case "tool_ends":
    case "progress":
      return { ...seen, progress: true };
    case "trouble":
      return { ...seen, trouble: signal.failure };
    case "stderr":
      return { ...seen, stderr: lastLines([...(seen.stderr ?? []), signal.line]) };
    case "thought":
    case "aside":
      return seen;
    case "block":
      return { ...seen, block: true };
    case "end":
      return ended(seen, signal);
  }
}

function ended(seen: Seen, signal: Extract<Signal, { kind: "end" }>): Seen {
  if (!signal.ok) return { ...seen, end: { ok: false, failure: signal.failure } };
  const text = signal.text ?? seen.text;
  return { ...seen, ...(text === undefined ? {} : { text: tail(text, TEXT) }), end: { ok: true } };
}

/** The event that names the reset comes before the message that repeats the refusal without it. */
function merge(before: Seen["limit"], after: NonNullable<Seen["limit"]>) {
  return before?.hard && after.resets_at === undefined && before.kind === after.kind
    ? { ...after, ...before, message: after.message }
    : after;
}

function lastLines(lines: string[]): string[] {
  const kept: string[] = [];
  let room = STDERR_TEXT;
  for (const line of lines.slice(-STDERR_LINES).reverse()) {
    if (room <= 0) break;
    kept.unshift(line.slice(0, room));
    room -= line.length;
  }
  return kept;
}

/** The end of a text, begun at a line or at least not within a surrogate pair. */
function tail(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(-most);
  const line = cut.indexOf("\n");
  if (line >= 0 && line < most / 2) return cut.slice(line + 1);
  return /^[\udc00-\udfff]/.test(cut) ? cut.slice(1) : cut;
}
