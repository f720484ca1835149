import type { Exit, Failure, Limit, Reason, Seen, Signal, Verdict } from "./kind.ts";

/** The APIs behind the CLIs agree on statuses more than on words. */
export function failureOf(status: number | undefined, message: string): Failure {
  return { reason: reasonOf(status), detail: sentence(message) };
}

function reasonOf(status: number | undefined): Reason {
  if (status === 401 || status === 403) return "cli_auth";
  if (status === 429) return "rate_limit";
  if (status === 503 || status === 529) return "overloaded";
  return "api_error";
}

const LIMITS: Partial<Record<Reason, Pick<Limit, "scope" | "kind">>> = {
  cli_auth: { scope: "account", kind: "auth" },
  usage_limit: { scope: "account", kind: "usage" },
  rate_limit: { scope: "account", kind: "rate" },
  overloaded: { scope: "backend", kind: "overload" },
};

/** A failure the CLI goes on from by itself: a warning for whoever watches. */
export function troubled(failure: Failure): Signal[] {
  return [...limitOf(failure, { hard: false }), { kind: "trouble", failure }];
}

/**
 * A failure that ended the turn. Only a spent allowance and a refused login are hard: nothing gets through until
 * somebody or some reset changes that.
 */
export function failed(failure: Failure, limit: Partial<Limit> = {}): Signal[] {
  const hard = failure.reason === "usage_limit" || failure.reason === "cli_auth";
  return [...limitOf(failure, { hard, ...limit }), { kind: "end", ok: false, failure }];
}

function limitOf(failure: Failure, limit: Partial<Limit> & { hard: boolean }): Signal[] {
  const known = LIMITS[failure.reason];
  return known ? [{ kind: "limit", limit: { ...known, message: failure.detail, ...limit } }] : [];
}

/** What unix seconds say, unless they lie outside of what a date can be. */
export function instant(seconds: number | undefined): { resets_at?: string } {
  if (seconds === undefined || seconds <= 0 || seconds > 8.64e12) return {};
  return { resets_at: new Date(seconds * 1000).toISOString() };
}

/** What a provider asks to wait, unless it is no number of seconds. */
export function retryAfter(seconds: number | undefined): { retry_after_ms?: number } {
  if (seconds === undefined || !(seconds > 0)) return {};
  return { retry_after_ms: Math.ceil(seconds * 1000) };
}

/** One line of at most 300 characters, without the colours of a terminal. */
export function sentence(message: string): string {
  const line = uncoloured(message.slice(0, 2_000)).replace(/\s+/g, " ").trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}

/** A line of stderr as a signal, unless it is blank or of the chatter this CLI always prints. */
export function complaint(line: string, chatter?: RegExp): Signal[] {
  const text = uncoloured(line.slice(0, 2_000)).trimEnd();
  return text.trim() === "" || chatter?.test(text) ? [] : [{ kind: "stderr", line: text }];
}

function uncoloured(text: string) {
  return Bun.stripANSI(text);
}

/** What a shell or a handler of its own makes of a signal. */
const SIGNAL_OF: Record<number, string> = { 129: "SIGHUP", 130: "SIGINT", 137: "SIGKILL", 143: "SIGTERM" };

/** The rule all dialects share; `title` is the CLI's name in sentences. */
export function verdict(title: string, exit: Exit, seen: Seen): Verdict {
  if (exit.code === 0 && seen.end?.ok) return { status: "succeeded" };
  if (seen.end && !seen.end.ok) return fail(named(seen.end.failure, exit, seen));
  const signal = exit.signal ?? SIGNAL_OF[exit.code ?? -1];
  if (signal) return fail({ reason: "exit_nonzero", detail: `${title} was ended by ${signal}.` });
  if (exit.code === null) return fail({ reason: "exit_nonzero", detail: `${title} ended and nobody saw how.` });
  return fail(exit.code === 0 ? unfinished(title, seen) : broken(title, exit, seen));
}

function unfinished(title: string, { trouble }: Seen): Failure {
  if (trouble?.reason === "denied") return trouble;
  const detail = trouble?.detail ?? `${title} exited with code 0 before it had finished its answer.`;
  return { reason: "bad_result", detail };
}

function broken(title: string, exit: Exit, seen: Seen): Failure {
  if (!seen.end && seen.trouble) return named(seen.trouble, exit, seen);
  const said = seen.stderr?.at(-1) ?? `${title} exited with code ${exit.code} and said nothing about it.`;
  return { reason: "exit_nonzero", detail: sentence(said) };
}

function fail(failure: Failure): Verdict {
  return { status: "failed", ...failure };
}

/** Names the general failures after the exit, and a refusal after the spent allowance seen before it. */
function named(failure: Failure, exit: Exit, seen: Seen): Failure {
  if (failure.reason === "bad_result" && exit.code !== 0) return { ...failure, reason: "exit_nonzero" };
  const spent = seen.limit?.hard && (seen.limit.kind === "usage" || seen.limit.kind === "billing");
  return failure.reason === "rate_limit" && spent ? { ...failure, reason: "usage_limit" } : failure;
}
