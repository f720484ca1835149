import { z } from "@hono/zod-openapi";
import { option, refuseAllowedTools } from "../arguments.ts";
import { complaint, failed, sentence, troubled, verdict } from "../failures.ts";
import { type Json, object, parseLine, string } from "../json.ts";
import { backendKind, type Failure, type Limit, type Permissions, type Reason, type Signal } from "../kind.ts";

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
  install: "npm install --global @openai/codex@latest",
  login: "codex login",

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
        // `exec resume` knows no `--sandbox`: these must stand before it.
        ...option("--model", "model", ask.model),
        ...PERMISSIONS[ask.permissions],
        ...option("resume", "resume", ask.resume),
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
      case "item.completed":
        return completed(object(event.item));
      case "error":
        // Not the end: up to five reconnects are told this way before a success.
        return troubled(failureOf(string(event.message) ?? ""));
      case "turn.failed":
        return turnFailed(string(object(event.error).message) ?? "");
      case "turn.completed":
        return [{ kind: "end", ok: true }];
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
  return item.type === "agent_message" && text ? [{ kind: "text", text }] : [];
}

function turnFailed(message: string): Signal[] {
  const failure = failureOf(message);
  const limit: Partial<Limit> = BILLING.test(message) ? { kind: "billing" } : {};
  return failed(failure, failure.reason === "usage_limit" ? limit : {});
}

const BILLING = /^Quota exceeded|spend(ing)? (cap|limit)|credits? (balance|limit)|out of credits/i;

// Codex gives no status, only a message; these are matched against its own error events alone. The time in
// "try again at 11:55 PM" has no date and no zone, so it is shown and not computed with.
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
