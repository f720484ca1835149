import { z } from "@hono/zod-openapi";
import { option, refuseAllowedTools } from "../arguments.ts";
import { complaint, failed, failureOf, instant, retryAfter, sentence, verdict } from "../failures.ts";
import { type Json, number, object, parseLine, string } from "../json.ts";
import { backendKind, type Env, type Failure, type Limit, type Permissions, type Signal } from "../kind.ts";
import { CAMEL, editsIn, toolBegins, toolEnds } from "../tools.ts";
import { counted } from "../usage.ts";

const READ_ONLY = { "*": "deny", read: "allow", glob: "allow", grep: "allow", list: "allow", todowrite: "allow" };

// `OPENCODE_PERMISSION` is laid over the account's configuration without replacing it. It denies nothing by itself, a
// shell least of all; and a checkout's own configuration outranks it, brings plugins and starts MCP servers.
const PERMISSIONS: Record<Permissions, { flags: string[]; env: Env }> = {
  read_only: {
    flags: [],
    env: { OPENCODE_PERMISSION: JSON.stringify(READ_ONLY), OPENCODE_DISABLE_PROJECT_CONFIG: "1" },
  },
  edit: { flags: [], env: { OPENCODE_PERMISSION: JSON.stringify({ edit: "allow" }) } },
  full: { flags: ["--auto"], env: {} },
};

/** OpenCode 1.18.33. */
export const opencode = backendKind({
  id: "opencode",
  title: "OpenCode",
  config: z.strictObject({}),
  binary: "opencode",
  variables: [
    "OPENCODE_API_KEY",
    "OPENCODE_AUTH_CONTENT",
    "OPENCODE_CONFIG",
    "OPENCODE_CONFIG_CONTENT",
    "OPENCODE_CONFIG_DIR",
    "OPENCODE_DB",
    "OPENCODE_DISABLE_MODELS_FETCH",
    "OPENCODE_MODELS_PATH",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
  ],
  polite: "SIGTERM",
  footprint_bytes: 706 * 1024 ** 2,
  silent_start_ms: 120_000,
  install: "npm install --global opencode-ai@latest",
  login: "opencode auth login",

  home: {
    variable: "XDG_DATA_HOME",
    keys: ["OPENCODE_API_KEY", "OPENCODE_AUTH_CONTENT", "OPENCODE_CONFIG_CONTENT"],
    // All sessions lie in one database, which another account opens where it is.
    root: (env, home) => env.OPENCODE_DB || `${env.XDG_DATA_HOME || `${home}/.local/share`}/opencode/opencode.db`,
    share: (root) => ({ OPENCODE_DB: root }),
  },

  loggedIn({ env, home, exists }) {
    if (env.OPENCODE_AUTH_CONTENT || env.OPENCODE_CONFIG_CONTENT || env.OPENCODE_API_KEY) return true;
    return exists(`${env.XDG_DATA_HOME || `${home}/.local/share`}/opencode/auth.json`);
  },

  command(ask) {
    refuseAllowedTools("OpenCode", ask);
    const { flags, env } = PERMISSIONS[ask.permissions];
    return {
      argv: [
        "opencode",
        ...["run", "--format", "json"],
        ...option("--model", "model", ask.model),
        ...flags,
        // Without a title of ours a first turn asks the model for one, and no event tells what that used.
        ...(ask.resume === undefined ? ["--title", "Agented"] : []),
        ...option("--session", "resume", ask.resume),
        ...(ask.resume !== undefined && ask.fork ? ["--fork"] : []),
      ],
      env: { OPENCODE_DISABLE_AUTOUPDATE: "1", ...env },
      stdin: ask.prompt,
    };
  },

  read(line, stream) {
    if (stream === "stderr") return complained(line);
    const event = parseLine(line);
    if (!event) return [];
    return [...session(event), ...told(event)];
  },

  settle: (exit, seen) => verdict("OpenCode", exit, seen),
});

const DATABASE_FAILED: Failure = {
  reason: "overloaded",
  detail: "OpenCode could not use its database, as happens where several runs make or change it at once.",
};

/** Of an option it does not know it only says so by printing its help; of its database it prints a whole query. */
function complained(line: string): Signal[] {
  if (/^Failed query:|^database is locked/.test(line)) return [{ kind: "trouble", failure: DATABASE_FAILED }];
  const help = /^opencode run \[message/.test(line);
  const said = help ? "OpenCode printed its help: this version does not know an option it was given." : line;
  return complaint(said, /^(> |\s|(Positionals|Options):$|run opencode with)/);
}

/** There is no first line that names the session: every line does. */
function session(event: Json): Signal[] {
  const id = string(event.sessionID);
  return id ? [{ kind: "session", session_id: id }] : [];
}

function told(event: Json): Signal[] {
  const part = object(event.part);
  switch (event.type) {
    case "text":
      return string(part.text) ? [{ kind: "text", text: string(part.text) ?? "" }] : [];
    case "reasoning":
      return string(part.text) ? [{ kind: "thought", text: string(part.text) ?? "" }] : [];
    case "tool_use":
      return [...used(part), ...denied(part)];
    case "step_start":
      // The conversation stands, with the task in it.
      return [{ kind: "progress" }];
    case "step_finish":
      return [...stepped(part), ...finished(string(part.reason))];
    case "error":
      return broke(object(event.error));
    default:
      return [];
  }
}

/** Told once, when it has ended, with both times. */
function used({ callID, tool, state }: Json): Signal[] {
  const { status, input, output, error, time } = object(state);
  const { start, end } = object(time);
  const edits = editsIn(object(input), CAMEL);
  return [
    ...toolBegins(callID, { name: tool, input, edits, at: number(start) }),
    ...toolEnds(callID, { output: output ?? error, failed: status === "error", at: number(end) }),
  ];
}

/** A tool nobody may allow ends the run in the middle, with exit 0. */
function denied(part: Json): Signal[] {
  const state = object(part.state);
  const error = string(state.error);
  if (state.status !== "error" || !error?.includes("rejected permission")) return [];
  const detail = `OpenCode stopped because it may not use ${string(part.tool) ?? "a tool"}.`;
  return [{ kind: "trouble", failure: { reason: "denied", detail } }];
}

/** Its output is without the reasoning. A model it has no prices for costs 0. */
function stepped(part: Json): Signal[] {
  const step = string(part.id);
  if (!step) return [];
  const told = object(part.tokens);
  const cache = object(told.cache);
  const reasoning = number(told.reasoning) ?? 0;
  const output = (number(told.output) ?? 0) + reasoning;
  const tokens = { input: told.input, cache_read: cache.read, cache_write: cache.write, output, reasoning };
  return [{ kind: "step", step, usage: counted(null, tokens, part.cost) }];
}

/** No event ends a run: the last step says whether the model had more to do. */
function finished(reason: string | undefined): Signal[] {
  if (reason === "stop") return [{ kind: "end", ok: true }];
  if (reason !== "length" && reason !== "content-filter") return [];
  const why = reason === "length" ? "was cut off at its length limit" : "was stopped by the provider's content filter";
  return failed({ reason: "bad_result", detail: `The model's answer ${why}.` });
}

function broke(error: Json): Signal[] {
  const data = object(error.data);
  const inner = parseLine(string(data.message) ?? "");
  const answer = object(parseLine(string(data.responseBody) ?? "")?.error ?? inner);
  const failure = failureIn(error, data, answer, string(inner?.message) ?? string(data.message));
  const wait = retryAfter(number(answer.resets_in_seconds) ?? Number(object(data.responseHeaders)["retry-after"]));
  return failed(failure, { ...wait, ...(failure.reason === "usage_limit" ? allowance(answer) : {}) });
}

function failureIn(error: Json, data: Json, answer: Json, message: string | undefined): Failure {
  const detail = message ?? `OpenCode reported ${string(error.name) ?? "an error"}.`;
  if (error.name === "ProviderAuthError") return { reason: "cli_auth", detail: sentence(detail) };
  if (/^(usage_limit_reached|insufficient_quota)$/.test(`${answer.code ?? answer.type}`)) {
    return { reason: "usage_limit", detail: sentence(detail) };
  }
  return failureOf(answer.code === "rate_limit_exceeded" ? 429 : number(data.statusCode), detail);
}

function allowance(answer: Json): Partial<Limit> {
  return { ...instant(number(answer.resets_at)), ...(answer.code === "insufficient_quota" ? { kind: "billing" } : {}) };
}
