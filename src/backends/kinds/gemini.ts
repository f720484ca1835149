import { z } from "@hono/zod-openapi";
import { option, refuseAllowedTools, refused } from "../arguments.ts";
import { complaint, failed, failureOf, retryAfter, sentence, troubled, verdict } from "../failures.ts";
import { type Json, number, object, parseLine, string } from "../json.ts";
import { backendKind, type Failure, type Permissions, type Seen, type Signal } from "../kind.ts";
import { editsIn, SNAKE, toolBegins, toolEnds } from "../tools.ts";
import { counted, total } from "../usage.ts";

const PERMISSIONS: Record<Permissions, string> = { read_only: "default", edit: "auto_edit", full: "yolo" };

/** Greetings, stack traces and the insides of the error object it prints after them. */
const CHATTER = /^(Warning: |Ripgrep is not available|\[STARTUP\]|YOLO mode is enabled|\s|[}\]])/;

/** Said of a 503, which it takes for a quota too. */
const OVERLOADED = /\bmodel is overloaded\b/i;

/** Exit codes of its own; every other one from 144 up is the HTTP status of the last answer, less 256. */
const EXITS: Record<number, Failure> = {
  41: { reason: "cli_auth", detail: "Gemini CLI is not logged in." },
  53: { reason: "max_turns", detail: "Gemini CLI reached its limit of turns in one session." },
  55: { reason: "denied", detail: "Gemini CLI does not trust this directory." },
};

/** Gemini CLI 0.61.0. */
export const gemini = backendKind({
  id: "gemini",
  title: "Gemini CLI",
  config: z.strictObject({}),
  binary: "gemini",
  variables: [
    "CODE_ASSIST_ENDPOINT",
    "GEMINI_API_KEY",
    "GEMINI_CLI_CUSTOM_HEADERS",
    "GEMINI_CLI_HOME",
    "GEMINI_MODEL",
    "GOOGLE_API_KEY",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_CLOUD_LOCATION",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "GOOGLE_VERTEX_BASE_URL",
  ],
  polite: "SIGTERM",
  mentions: true,
  footprint_bytes: 400 * 1024 ** 2,
  install: "npm install --global @google/gemini-cli@latest",
  login: "gemini",

  // Its retries are set in the home's `settings.json` alone (`general.maxAttempts`): a file of ours that a variable
  // names is passed over unless root owns it and every directory above. But it tells of each attempt on stderr.
  home: {
    variable: "GEMINI_CLI_HOME",
    keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GEMINI_CLI_CUSTOM_HEADERS"],
    root: (env, home) => `${env.GEMINI_CLI_HOME || home}/.gemini`,
    files: (id) => [`tmp/*/chats/session-*-${id.slice(0, 8)}.jsonl`, `tmp/*/tool-outputs/session-${id}/**`],
    // It looks the directory up in `projects.json`, and finds one that is not there by its marker.
    projects: { dir: "tmp", marker: ".project_root" },
  },

  loggedIn({ env, home, exists }) {
    if (env.GEMINI_API_KEY || env.GOOGLE_API_KEY || env.GOOGLE_APPLICATION_CREDENTIALS) return true;
    const root = `${env.GEMINI_CLI_HOME || home}/.gemini`;
    return exists(`${root}/oauth_creds.json`) || exists(`${root}/gemini-credentials.json`);
  },

  // Headless it must trust the workspace, and then obeys its settings: hooks and servers run in any approval mode.
  unsafe({ permissions, working_dir }, exists) {
    const settings = `${working_dir}/.gemini`;
    if (permissions !== "read_only" || !exists(settings)) return undefined;
    return `Gemini CLI obeys ${settings} whatever its approval mode, so it is not run there with read_only: take it away, or let the trigger have edit.`;
  },

  command(ask) {
    refuseAllowedTools("Gemini CLI", ask);
    if (ask.fork) {
      throw refused(
        "fork",
        "Gemini CLI cannot go on in a copy of a session: leave `fork` out and go on in the session.",
      );
    }
    return {
      argv: [
        "gemini",
        ...option("--model", "model", ask.model),
        ...["--output-format", "stream-json"],
        ...["--approval-mode", PERMISSIONS[ask.permissions]],
        ...option("--resume", "resume", ask.resume),
      ],
      env: {
        // One process instead of two: the first would ignore our signals.
        GEMINI_CLI_NO_RELAUNCH: "true",
        // Without a terminal it exits 55 in a directory that nobody has trusted by hand.
        GEMINI_CLI_TRUST_WORKSPACE: "true",
      },
      stdin: ask.prompt,
    };
  },

  read(line, stream) {
    if (stream === "stderr") return complained(line);
    const event = parseLine(line);
    switch (event?.type) {
      case "init":
        return begun(event);
      case "message":
        return spoken(event);
      case "error":
        return severe(event);
      case "tool_use":
        return begins(event);
      case "tool_result":
        return ends(event);
      case "result":
        return [...used(object(event.stats)), ...ended(event)];
      default:
        return [];
    }
  },

  settle(exit, seen) {
    const special = exit.code === null ? undefined : specialExit(exit.code, seen);
    return special ? { status: "failed", ...special } : verdict("Gemini CLI", exit, seen);
  },
});

function begun(event: Json): Signal[] {
  const id = string(event.session_id);
  const model = string(event.model);
  return [
    ...(id ? [{ kind: "session" as const, session_id: id }] : []),
    // `auto` names a router, not a model.
    ...(model && model !== "auto" ? [{ kind: "model" as const, model }] : []),
  ];
}

/** It repeats the prompt as a message of the user first. */
function spoken(event: Json): Signal[] {
  const text = string(event.content);
  if (event.role !== "assistant" || !text) return [];
  return [{ kind: "text", text, ...(event.delta === true ? { part: true } : {}) }];
}

function begins({ tool_id, tool_name, parameters }: Json): Signal[] {
  return toolBegins(tool_id, { name: tool_name, input: parameters, edits: editsIn(object(parameters), SNAKE) });
}

function ends({ tool_id, status, output, error }: Json): Signal[] {
  return toolEnds(tool_id, { output: output ?? object(error).message, failed: status !== "success" });
}

function severe(event: Json): Signal[] {
  const message = string(event.message);
  if (event.severity !== "error" || !message) return [];
  return [{ kind: "trouble", failure: { reason: "bad_result", detail: sentence(message) } }];
}

/** Of this run alone. What the model thought is in the total and in nothing else. */
function used(stats: Json): Signal[] {
  if (stats.models === undefined) return [];
  const models = Object.entries(object(stats.models)).map(([model, told]) => {
    const { total_tokens, input_tokens, output_tokens, cached } = object(told);
    const [all, input, output, cache_read] = [total_tokens, input_tokens, output_tokens, cached].map(
      (tokens) => number(tokens) ?? 0,
    ) as [number, number, number, number];
    const reasoning = Math.max(0, all - input - output);
    return counted(model, { input: input - cache_read, cache_read, output: output + reasoning, reasoning });
  });
  return total("run", models);
}

function ended(event: Json): Signal[] {
  if (event.status === "success") return [{ kind: "end", ok: true }];
  const message = string(object(event.error).message);
  if (!message) return [];
  const failure = failureIn(message);
  const wait = /retry (?:after|in) ([\d.]+) ?s\b/i.exec(message)?.[1];
  return failed(failure, failure.reason === "usage_limit" ? { scope: "model" } : retryAfter(Number(wait)));
}

/** The provider's answer stands in brackets, as a sentence or as JSON; a line of advice after it means a quota. */
function failureIn(message: string): Failure {
  const inner = /^\[API Error: (.*?)\](\n|$)/s.exec(message)?.[1] ?? message;
  const answer = object(parseLine(inner)?.error);
  const said = string(answer.message) ?? inner;
  if (/exhausted your .*(quota|capacity)/i.test(said)) return { reason: "usage_limit", detail: sentence(said) };
  if (/API key not valid|API_KEY_INVALID/.test(inner)) return { reason: "cli_auth", detail: sentence(said) };
  if (OVERLOADED.test(said)) return failureOf(503, said);
  if (/\]\nPlease wait and try again later/.test(message)) return failureOf(429, said);
  return failureOf(number(answer.code), said);
}

/** What a tool prints may name such an error too: only the line that the CLI itself ends with counts. */
const QUOTA =
  /^Error when talking to Gemini API Full report available at: .+\.json (Terminal|Retryable)QuotaError: (.*)$/;

/** Quota errors are named on stderr only. */
function complained(line: string): Signal[] {
  const quota = QUOTA.exec(line);
  if (quota?.[1] === "Terminal") {
    const failure: Failure = { reason: "usage_limit", detail: sentence(quota[2] ?? "") };
    return [
      { kind: "limit", limit: { scope: "model", kind: "usage", hard: true, message: failure.detail } },
      { kind: "trouble", failure },
    ];
  }
  if (quota) {
    const said = quota[2] ?? "";
    return [{ kind: "trouble", failure: failureOf(OVERLOADED.test(said) ? 503 : 429, said) }];
  }
  const retry = /^Attempt \d+ failed[:.] (.*)$/.exec(line);
  if (retry) return troubled({ reason: "api_error", detail: sentence(retry[1] ?? "") });
  return complaint(line, CHATTER);
}

function specialExit(code: number, seen: Seen): Failure | undefined {
  const said = seen.end && !seen.end.ok ? seen.end.failure : seen.trouble;
  const own = EXITS[code];
  if (own) return { ...own, detail: seen.stderr?.[0] ? sentence(seen.stderr[0]) : own.detail };
  if (code < 144 || code > 255) return undefined;
  const status = code + 256;
  const failure = failureOf(status, said?.detail ?? `Gemini's API answered ${status}.`);
  // The exit knows only the status: a spent day and a bad key are told by the words.
  return said?.reason === "usage_limit" || said?.reason === "cli_auth" ? said : failure;
}
