import type { Execution } from "../../model.ts";
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
  const ms = (instant: string | null | undefined) => (instant ? Date.parse(instant) : null);
  const spans: Span[] = [];
  let free = Date.parse(created_at);
  for (const [at, attempt] of attempts.entries()) {
    const before = attempts[at - 1];
    const from = Date.parse(attempt.started_at);
    spans.push({ ...waitAfter(before), key: `wait ${attempt.number}`, from: free, to: Math.max(free, from) });
    const failed = attempt.status !== "succeeded" && attempt.ended_at !== null;
    const note = [attempt.backend, attempt.detail ?? attempt.reason].filter(Boolean).join(": ");
    const name = `Attempt ${attempt.number}`;
    spans.push({ key: name, kind: "attempt", name, note, failed, from, to: ms(attempt.ended_at) });
    const own = tools.filter((use) => use.attempt === attempt.number);
    spans.push(...own.map((use) => toolSpan(use, attempt.ended_at, working_dir)));
    free = ms(attempt.ended_at) ?? from;
  }
  const last = attempts.at(-1);
  // It waits for its turn, or for a limit, and nothing has ended it.
  if (ended_at === null && (!last || last.ended_at !== null))
    spans.push({ ...waitAfter(last), key: "wait", from: free, to: null });
  return spans;
}

function waitAfter(before: Execution["attempts"][number] | undefined): Omit<Span, "key" | "from" | "to"> {
  const base = { kind: "wait" as const, failed: false };
  if (!before) return { ...base, name: "Queued", note: "" };
  return { ...base, name: "Between attempts", note: before.detail ?? before.reason ?? "" };
}

/** One that did not end before its attempt did ended with it. */
function toolSpan(use: ToolUse, end: string | null, working_dir: string): Span {
  const { attempt, id, seq, name, at, ended } = use;
  const to = ended?.at ?? end;
  const cut_off = ended === undefined && end !== null;
  return {
    ...{
      key: `tool ${attempt} ${id} ${seq}`,
      kind: "tool",
      name,
      from: Date.parse(at),
      to: to === null ? null : Date.parse(to),
    },
    ...{ note: cut_off ? "did not end" : hintOf(use, working_dir), failed: ended?.failed ?? cut_off },
  };
}
