import type { Attempt, Execution } from "../../model.ts";
import type { ToolUse } from "../transcript/conversation.ts";
import { hintOf } from "../transcript/words.ts";

/** One bar of the waterfall. `to` is null of what goes on. */
export interface Span {
  key: string;
  kind: "wait" | "attempt" | "tool";
  name: string;
  /** What there is to say of it. */
  note: string;
  failed: boolean;
  from: number;
  to: number | null;
}

type Run = Pick<Execution, "created_at" | "ended_at" | "attempts" | "working_dir">;

/** What an execution spent its time on, in order: it waited, it was attempted, it used tools. */
export function spansOf({ created_at, ended_at, attempts, working_dir }: Run, tools: readonly ToolUse[]): Span[] {
  const spans: Span[] = [];
  let free = Date.parse(created_at);
  for (const [at, attempt] of attempts.entries()) {
    const from = Date.parse(attempt.started_at);
    spans.push({ ...waitAfter(attempts[at - 1]), key: `wait ${attempt.number}`, from: free, to: Math.max(free, from) });
    spans.push(attemptSpan(attempt));
    const own = tools.filter((use) => use.attempt === attempt.number);
    spans.push(...own.map((use) => toolSpan(use, attempt.ended_at, working_dir)));
    free = msOf(attempt.ended_at) ?? from;
  }
  const last = attempts.at(-1);
  // It waits for its turn, or for a limit, and nothing has ended it.
  if (ended_at === null && (!last || last.ended_at !== null))
    spans.push({ ...waitAfter(last), key: "wait", from: free, to: null });
  return spans;
}

function waitAfter(before: Attempt | undefined): Omit<Span, "key" | "from" | "to"> {
  const base = { kind: "wait" as const, failed: false };
  if (!before) return { ...base, name: "Queued", note: "" };
  return { ...base, name: "Between attempts", note: before.detail ?? before.reason ?? "" };
}

function attemptSpan({ number, backend, status, detail, reason, started_at, ended_at }: Attempt): Span {
  const name = `Attempt ${number}`;
  const note = [backend, detail ?? reason].filter(Boolean).join(": ");
  const failed = status !== "succeeded" && ended_at !== null;
  return { key: name, kind: "attempt", name, note, failed, from: Date.parse(started_at), to: msOf(ended_at) };
}

/** One that did not end before its attempt did ended with it. */
function toolSpan(use: ToolUse, end: string | null, working_dir: string): Span {
  const { attempt, id, seq, name, at, ended } = use;
  const cut_off = ended === undefined && end !== null;
  return {
    ...{ key: `tool ${attempt} ${id} ${seq}`, kind: "tool", name },
    ...{ note: cut_off ? "did not end" : hintOf(use, working_dir), failed: ended?.failed ?? cut_off },
    ...{ from: Date.parse(at), to: msOf(ended?.at ?? end) },
  };
}

function msOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
