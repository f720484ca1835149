import { existsSync, readFileSync } from "node:fs";
import { type Dialect, flagsOf, Refusal, type Run, TOKENS, type World } from "../dialect.ts";
import type { Why } from "../orders.ts";

const FLAGS = {
  none: "--auto --fork -c --continue --pure".split(" "),
  value: "--format -m --model -s --session --dir --agent --variant --title".split(" "),
};

const HELP =
  "opencode run [message..]\n\nrun opencode with a message\n\nOptions:\n      --auto  auto-approve permissions";

const FAILURES: Record<Why, { status: number; message: string; code: Record<string, unknown> }> = {
  limit: {
    status: 429,
    message: "The usage limit has been reached",
    code: { type: "usage_limit_reached", code: null },
  },
  "rate limit": {
    status: 429,
    message: "Rate limit reached.",
    code: { type: "requests", code: "rate_limit_exceeded" },
  },
  auth: { status: 401, message: "Incorrect API key provided.", code: { code: "invalid_api_key" } },
  "api error": { status: 500, message: "Internal server error", code: { code: null } },
  overloaded: { status: 503, message: "The server is overloaded", code: { code: "server_is_overloaded" } },
};

export const opencode: Dialect = {
  version: "1.18.33",

  options(argv, { env }) {
    const { flags, rest } = flagsOf(argv, FLAGS, () => new Refusal(1, HELP));
    if (rest[0] !== "run") throw new Refusal(1, HELP);
    const rules = JSON.parse(env.OPENCODE_PERMISSION ?? "{}");
    return {
      prompt: rest.slice(1).join(" "),
      resume: flags.get("--session") ?? flags.get("-s"),
      fork: flags.has("--fork"),
      model: flags.get("--model") ?? flags.get("-m"),
      may_write: (rules.edit ?? rules["*"] ?? "allow") !== "deny",
    };
  },

  bound: true,

  /** One file for all sessions, as its database is. */
  file({ env }) {
    const root = env.XDG_DATA_HOME;
    return env.OPENCODE_DB ?? (root ? `${root}/opencode/opencode.db` : undefined);
  },

  empty: new Refusal(1, "\u001b[91m\u001b[1mError: \u001b[0mYou must provide a message or a command"),
  lost: (id, world) =>
    elsewhere(world, id) ? "silence" : new Refusal(1, "\u001b[91m\u001b[1mError: \u001b[0mSession not found"),

  newId: () => `ses_${Bun.randomUUIDv7().replaceAll("-", "").slice(0, 26)}`,

  begin: (run) => ({ out: [event(run, "step_start", { type: "step-start" })] }),

  text(run, text) {
    const time = { start: Date.now(), end: Date.now() };
    return { out: [event(run, "text", { type: "text", text, time })] };
  },

  /** One event for call and result, after the tool has ended. */
  toolStarted: () => ({}),
  toolEnded: (run, command) => ({ out: [...used(run, "bash", { command }, "end\n")] }),

  write: (run, filePath, content) =>
    run.may_write ? { out: used(run, "write", { content, filePath }, "Wrote file successfully.") } : {},

  step: (run) => ({ out: [finish(run, "tool-calls"), event(run, "step_start", { type: "step-start" })] }),
  end: (run) => ({ out: [finish(run, "stop")] }),

  fail(run, why, resets_in_s) {
    const { status, message, code } = FAILURES[why];
    const reset = why === "limit" ? { resets_at: Math.floor(Date.now() / 1000) + resets_in_s } : {};
    const responseBody = JSON.stringify({ error: { message, param: null, ...code, ...reset } });
    const data = { message, statusCode: status, isRetryable: status !== 401, responseHeaders: {}, responseBody };
    const line = { type: "error", timestamp: Date.now(), sessionID: run.id, error: { name: "APIError", data } };
    return { out: [...(run.said.length > 0 ? [finish(run, "tool-calls")] : []), line], exit: 1 };
  },

  signalled: () => undefined,
};

function elsewhere(world: World, id: string): boolean {
  const file = opencode.file(world, id);
  return file !== undefined && existsSync(file) && readFileSync(file, "utf8").includes(`"${id}"`);
}

function event(run: Run, type: string, part: Record<string, unknown>) {
  const at = `${run.asked.before + run.asked.now}`;
  const ids = { id: `prt_${at}`, messageID: `msg_${at}`, sessionID: run.id };
  return { type, timestamp: Date.now(), sessionID: run.id, part: { ...ids, ...part } };
}

function used(run: Run, tool: string, input: unknown, output: string) {
  const state = { status: "completed", input, output, metadata: { output, exit: 0, truncated: false }, title: tool };
  return [event(run, "tool_use", { type: "tool", tool, callID: "call_1", state })];
}

function finish(run: Run, reason: string) {
  const { fresh, cached, output } = TOKENS;
  const total = fresh + cached + output;
  const tokens = { total, input: fresh, output, reasoning: 0, cache: { write: 0, read: cached } };
  return event(run, "step_finish", { type: "step-finish", reason, tokens, cost: 0.000124 });
}
