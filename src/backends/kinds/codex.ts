import { z } from "@hono/zod-openapi";
import { argument, option, refuseAllowedTools } from "../arguments.ts";
import { complaint, failed, sentence, troubled, verdict } from "../failures.ts";
import { type Json, list, number, object, parseLine, string } from "../json.ts";
import {
  backendKind,
  type Edit,
  type Failure,
  type Limit,
  type Permissions,
  type Reason,
  type Signal,
} from "../kind.ts";
import { toolBegins, toolEnds } from "../tools.ts";
import { counted, total } from "../usage.ts";

const PERMISSIONS: Record<Permissions, string[]> = {
  read_only: ["--sandbox", "read-only"],
  edit: ["--sandbox", "workspace-write"],
  full: ["--dangerously-bypass-approvals-and-sandbox"],
};

/** Said whenever stdin is no terminal, when TMPDIR holds its home, and by its log. */
const CHATTER = /^(Reading (additional input|prompt) from stdin|WARNING: proceeding, even though|\d{4}-\d\d-\d\dT\S+ )/;

/** Codex 0.169.0. */
export const codex = backendKind({
  id: "codex",
  title: "Codex",
  config: z.strictObject({}),
  binary: "codex",
  variables: ["CODEX_ACCESS_TOKEN", "CODEX_API_KEY", "CODEX_HOME", "OPENAI_API_KEY"],
  polite: "SIGTERM",
  footprint_bytes: 146 * 1024 ** 2,
  install: "npm install --global @openai/codex@latest",
  login: "codex login",

  home: {
    variable: "CODEX_HOME",
    keys: ["CODEX_API_KEY", "CODEX_ACCESS_TOKEN", "OPENAI_API_KEY"],
    root: (env, home) => env.CODEX_HOME || `${home}/.codex`,
    files: (id) => [`sessions/*/*/*/rollout-*-${id}.jsonl`],
  },

  loggedIn({ env, home, exists }) {
    if (env.CODEX_API_KEY || env.CODEX_ACCESS_TOKEN) return true;
    return exists(`${env.CODEX_HOME || `${home}/.codex`}/auth.json`);
  },

  command(ask) {
    refuseAllowedTools("Codex", ask);
    return {
      argv: [
        "codex",
        ...["exec", "--json", "--skip-git-repo-check"],
        // Else it waits for ever for a server that refuses connections. Its other retries belong to the account's
        // provider, and the built-in one cannot be told.
        ...["-c", "features.unbounded_connection_retries=false"],
        // `exec resume` knows no `--sandbox`: these must stand before it.
        ...option("--model", "model", ask.model),
        ...PERMISSIONS[ask.permissions],
        ...(ask.resume === undefined ? [] : [ask.fork ? "fork" : "resume", argument("resume", ask.resume)]),
        "-",
      ],
      env: {},
      stdin: ask.prompt,
    };
  },

  read(line, stream) {
    if (stream === "stderr") return complaint(line, CHATTER);
    const event = parseLine(line);
    switch (event?.type) {
      case "thread.started":
        return begun(event);
      case "item.started":
        return acting(object(event.item), toolStarted);
      case "item.completed":
        return completed(object(event.item));
      case "error":
        // Not the end: up to five reconnects are told this way before a success.
        return troubled(failureOf(string(event.message) ?? ""));
      case "turn.failed":
        return turnFailed(string(object(event.error).message) ?? "");
      case "turn.completed":
        return [...used(object(event.usage)), { kind: "end", ok: true }];
      default:
        return [];
    }
  },

  settle: (exit, seen) => verdict("Codex", exit, seen),
});

function begun(event: Json): Signal[] {
  const id = string(event.thread_id);
  return id ? [{ kind: "session", session_id: id }] : [];
}

function completed(item: Json): Signal[] {
  const text = string(item.text);
  if (item.type === "agent_message" && text) return [{ kind: "text", text }];
  if (item.type === "reasoning" && text) return [{ kind: "thought", text }];
  return acting(item, toolFinished);
}

/** Items that are none of the model's: what it says and thinks, and a warning. */
const SAID = new Set(["agent_message", "reasoning", "error"]);

function acting(item: Json, tell: (item: Json) => Signal[]): Signal[] {
  const type = string(item.type);
  return type && !SAID.has(type) ? tell(item) : [];
}

/** An item is a use of a tool as a whole: what is not about the item itself is the tool's input. */
function toolStarted({ id, type, status: _status, aggregated_output: _output, exit_code: _code, ...input }: Json) {
  return toolBegins(id, { name: type, input, edits: list(input.changes).map(object).flatMap(changed) });
}

/** It names the files, and says nothing of what is in them. */
function changed({ path }: Json): Edit[] {
  const file = string(path);
  return file ? [{ path: file }] : [];
}

function toolFinished({ id, status, aggregated_output, result, error }: Json) {
  const told = string(object(error).message) ?? object(result).content;
  return toolEnds(id, { output: aggregated_output ?? told, failed: status === "failed" });
}

/**
 * Counted over the thread, earlier turns included, and in a fork from where the thread stood when it was forked. What a
 * turn used that failed is told by the next one's count, and of one that was killed by none. Input holds what is
 * cached, output holds the reasoning.
 */
function used(usage: Json): Signal[] {
  const cache_read = number(usage.cached_input_tokens) ?? 0;
  const cache_write = number(usage.cache_write_input_tokens) ?? 0;
  const input = (number(usage.input_tokens) ?? 0) - cache_read - cache_write;
  const output = { output: usage.output_tokens, reasoning: usage.reasoning_output_tokens };
  return total("session", [counted(null, { input, cache_read, cache_write, ...output })]);
}

function turnFailed(message: string): Signal[] {
  const failure = failureOf(message);
  const limit: Partial<Limit> = BILLING.test(message) ? { kind: "billing" } : resetIn(message);
  return failed(failure, failure.reason === "usage_limit" ? limit : {});
}

const BILLING = /^Quota exceeded|spend(ing)? (cap|limit)|credits? (balance|limit)|out of credits/i;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const RESET = /try again at (?:([A-Z][a-z]{2}) (\d{1,2})(?:st|nd|rd|th), (\d{4}) )?(\d{1,2}):(\d\d) ([AP])M/;

/** Its own zone, as ours is handed to it; a day is named only where it is another than today. */
function resetIn(message: string): Partial<Limit> {
  const found = RESET.exec(message);
  if (!found) return {};
  const [, month, day = "", year, hour, minute, half] = found;
  const time = `${two((Number(hour) % 12) + (half === "P" ? 12 : 0))}:${minute}`;
  if (!month) return { resets_local: time };
  const at = MONTHS.indexOf(month) + 1;
  return at === 0 ? {} : { resets_local: `${year}-${two(at)}-${two(Number(day))}T${time}` };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

// Codex gives no status, only a message; these are matched against its own error events alone.
const REASONS: [RegExp, Reason][] = [
  [/you.ve hit your usage limit|usage_limit_reached/i, "usage_limit"],
  [BILLING, "usage_limit"],
  [/\b429 Too Many Requests|^rate limit exceeded/i, "rate_limit"],
  [/\bstatus 40[13]\b|^Missing environment variable|not logged in|please (log|sign) in/i, "cli_auth"],
  [/at capacity|experiencing high demand|overloaded|\bstatus:? (503|529)\b/i, "overloaded"],
];

function failureOf(message: string): Failure {
  const cause = /^Reconnecting\.\.\. \d+\/\d+ \((.*)\)$/s.exec(message)?.[1] ?? message;
  const reason = REASONS.find(([pattern]) => pattern.test(cause))?.[1] ?? "api_error";
  return { reason, detail: sentence(cause || "Codex ended its turn without saying why.") };
}
