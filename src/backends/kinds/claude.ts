import { z } from "@hono/zod-openapi";
import { argument, option } from "../arguments.ts";
import { complaint, failed, failureOf, instant, sentence, troubled, verdict } from "../failures.ts";
import { type Json, list, number, object, parseLine, string } from "../json.ts";
import {
  type Ask,
  backendKind,
  type Failure,
  type Limit,
  type ModelUsage,
  type Permissions,
  type Signal,
} from "../kind.ts";
import { editsIn, SNAKE, toolBegins, toolEnds } from "../tools.ts";
import { counted, total } from "../usage.ts";

// `dontAsk` lets commands through that only read. Without the other three a checkout decides for itself: its
// `.claude/settings.json` runs hooks, its `.mcp.json` starts programs, and the account's own allow rules let writes pass.
const PERMISSIONS: Record<Permissions, string[]> = {
  read_only: [
    ...["--permission-mode", "dontAsk"],
    ...["--setting-sources", "", "--strict-mcp-config"],
    ...["--disallowedTools", "Edit,Write,NotebookEdit"],
  ],
  edit: ["--permission-mode", "acceptEdits"],
  full: ["--dangerously-skip-permissions"],
};

/** What `allowed_tools` may still open where nothing may be written. */
const READERS = /^(Read|Glob|Grep|LS|WebFetch|WebSearch|TodoWrite|Skill)\b/;

/** Claude Code 2.1.329; 2.1.197 speaks the same dialect with fewer fields. */
export const claude = backendKind({
  id: "claude",
  title: "Claude Code",
  config: z.strictObject({}),
  binary: "claude",
  variables: [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_MODEL",
    "CLAUDE_CODE_MAX_RETRIES",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "CLAUDE_CONFIG_DIR",
  ],
  polite: "SIGINT",
  mentions: true,
  footprint_bytes: 210 * 1024 ** 2,
  install: "npm install --global @anthropic-ai/claude-code@latest",
  login: "claude auth login",

  home: {
    variable: "CLAUDE_CONFIG_DIR",
    keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_CUSTOM_HEADERS", "CLAUDE_CODE_OAUTH_TOKEN"],
    root: (env, home) => env.CLAUDE_CONFIG_DIR || `${home}/.claude`,
    // The directory holds the transcripts of its subagents and the results too long for the conversation.
    files: (id) => [`projects/*/${id}.jsonl`, `projects/*/${id}/**`],
  },

  loggedIn({ env, home, exists }) {
    if (env.ANTHROPIC_API_KEY || env.ANTHROPIC_AUTH_TOKEN || env.CLAUDE_CODE_OAUTH_TOKEN) return true;
    return exists(`${env.CLAUDE_CONFIG_DIR || `${home}/.claude`}/.credentials.json`);
  },

  command(ask) {
    return {
      argv: [
        "claude",
        ...["-p", "--output-format", "stream-json", "--verbose"],
        ...option("--model", "model", ask.model),
        ...allowed(ask),
        ...PERMISSIONS[ask.permissions],
        ...option("--resume", "resume", ask.resume),
        ...(ask.resume !== undefined && ask.fork ? ["--fork-session"] : []),
      ],
      env: {
        // A bad key fails in half a second instead of three minutes; trying again later is the server's business.
        CLAUDE_CODE_MAX_RETRIES: "0",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_AUTOUPDATER: "1",
        // As root it refuses its full mode unless it is told that it is confined.
        ...(ask.root && ask.permissions === "full" ? { IS_SANDBOX: "1" } : {}),
      },
      stdin: ask.prompt,
    };
  },

  read(line, stream) {
    if (stream === "stderr") return complaint(line, /^\[claude-code:unrecognized_model\]/);
    const event = parseLine(line);
    switch (event?.type) {
      case "system":
        return event.subtype === "init" ? begun(event) : event.subtype === "api_retry" ? retrying(event) : [];
      case "rate_limit_event":
        return rateLimited(object(event.rate_limit_info));
      case "assistant":
        return [...spoken(event), ...blocksOf(event).flatMap(acted), ...stepped(object(event.message))];
      case "user":
        return blocksOf(event).flatMap(answered);
      case "result":
        return [...used(event), ...ended(event)];
      default:
        return [];
    }
  },

  settle: (exit, seen) => verdict("Claude Code", exit, seen),
});

function blocksOf(event: Json): Json[] {
  return list(object(event.message).content).map(object);
}

function acted({ type, id, name, input, thinking }: Json): Signal[] {
  const thought = string(thinking);
  if (type === "thinking" && thought) return [{ kind: "thought", text: thought }];
  return type === "tool_use" ? toolBegins(id, { name, input, edits: editsIn(object(input), SNAKE) }) : [];
}

function answered({ type, tool_use_id, content, is_error }: Json): Signal[] {
  return type === "tool_result" ? toolEnds(tool_use_id, { output: content, failed: is_error === true }) : [];
}

function allowed(ask: Ask<unknown>): string[] {
  const tools = (ask.allowed_tools ?? []).map((tool) => argument("allowed_tools", tool));
  const kept = ask.permissions === "read_only" ? tools.filter((tool) => READERS.test(tool)) : tools;
  return kept.length > 0 ? ["--allowedTools", kept.join(",")] : [];
}

/** Only here: the `result` of a session that could not be found names it too. */
function begun(event: Json): Signal[] {
  const id = string(event.session_id);
  const model = string(event.model);
  return [
    ...(id ? [{ kind: "session" as const, session_id: id }] : []),
    ...(model ? [{ kind: "model" as const, model }] : []),
  ];
}

function retrying(event: Json): Signal[] {
  const status = number(event.error_status);
  const attempt = `attempt ${number(event.attempt) ?? "?"} of ${number(event.max_retries) ?? "?"}`;
  const said = `Claude's API answered ${status ?? "nothing"} (${string(event.error) ?? "unknown"}), ${attempt}.`;
  return troubled(failureOf(status, said));
}

/**
 * Only `status` counts: `overageStatus` is a property of the account, and a spent window with overage lets pass. The
 * other windows come first, so that the one that counts is the last word.
 */
function rateLimited(info: Json): Signal[] {
  const window = string(info.rateLimitType);
  const windows = object(info.unifiedWindows);
  const others = Object.keys(windows).filter((name) => name !== window || info.status === "allowed");
  return [...others.flatMap((name) => filled(name, object(windows[name]))), ...judged(info, window, windows)];
}

function filled(window: string, info: Json): Signal[] {
  const utilization = number(info.utilization);
  if (utilization === undefined) return [];
  const message = `Claude's ${spelled(window)} limit is used to ${Math.round(utilization * 100)} %.`;
  const limit = { scope: scopeOf(window), kind: "usage" as const, hard: false, utilization, window, message };
  return [{ kind: "limit", limit: { ...limit, ...instant(number(info.resetsAt)) } }];
}

function judged(info: Json, window: string | undefined, windows: Json): Signal[] {
  const utilization = number(info.utilization) ?? number(object(windows[window ?? ""]).utilization);
  const seen = {
    ...instant(number(info.resetsAt)),
    ...(utilization === undefined ? {} : { utilization }),
    ...(window === undefined ? {} : { window }),
  };
  const limit = (kind: Limit["kind"], hard: boolean, message: string): Signal[] => [
    { kind: "limit", limit: { scope: scopeOf(window), kind, hard, ...seen, message } },
  ];
  const name = spelled(window ?? "usage");
  if (info.status === "allowed_warning") return limit("usage", false, `Claude's ${name} limit is near.`);
  if (info.status !== "rejected") return [];
  if (info.isUsingOverage === true) return limit("usage", false, `Claude's ${name} limit is reached; overage is used.`);
  // A rejection that names no window and no reset is the server's own brake on requests, not the plan's allowance.
  if (!window && !seen.resets_at) return limit("rate", false, "Claude's API limits requests for a moment.");
  return limit("usage", true, `Claude's ${name} limit is reached.`);
}

function spelled(window: string): string {
  return window.replaceAll("_", " ");
}

function scopeOf(type: string | undefined): Limit["scope"] {
  return /_(opus|sonnet|haiku|fable)$/.test(type ?? "") ? "model" : "account";
}

/** Several lines may tell of one message, and what it says of its output is how that began. */
function stepped(message: Json): Signal[] {
  const step = string(message.id);
  const model = string(message.model);
  const usage = object(message.usage);
  // What the CLI says itself, in the model's place, bears this name.
  if (!step || !model || model === "<synthetic>") return [];
  return [{ kind: "step", step, usage: counted(model, tokensOf(usage)), begun: true }];
}

/** `modelUsage` and `total_cost_usd` count the whole session, forks included; these two count this run alone. */
function used(event: Json): Signal[] {
  const since = event.model_usage_since_last_result;
  const turns = number(event.num_turns);
  if (since !== undefined) return total("run", Object.entries(object(since)).map(usedBy), turns);
  // 2.1.197 names no model here, and no price.
  return total("run", [counted(null, tokensOf(object(event.usage)))], turns);
}

function usedBy([model, told]: [string, unknown]): ModelUsage {
  const usage = object(told);
  const tokens = {
    ...{ input: usage.inputTokens, output: usage.outputTokens, reasoning: usage.thinkingTokens },
    ...{ cache_read: usage.cacheReadInputTokens, cache_write: usage.cacheCreationInputTokens },
  };
  return counted(model, tokens, usage.costUSD);
}

function tokensOf(usage: Json) {
  return {
    ...{ input: usage.input_tokens, output: usage.output_tokens },
    ...{ cache_read: usage.cache_read_input_tokens, cache_write: usage.cache_creation_input_tokens },
    reasoning: object(usage.output_tokens_details).thinking_tokens,
  };
}

function spoken(event: Json): Signal[] {
  const text = blocksOf(event)
    .flatMap((block) => (block.type === "text" ? (string(block.text) ?? []) : []))
    .join("");
  if (string(event.parent_tool_use_id)) return text ? [{ kind: "aside", text }] : [];
  if (event.error !== undefined || event.is_api_error_message === true) {
    return [{ kind: "trouble", failure: blamed(event, text) }];
  }
  return text ? [{ kind: "text", text }] : [];
}

/** `subtype` says "success" of a refused request too, and `terminal_reason` was "completed" for it in 2.1.197. */
function ended(event: Json): Signal[] {
  const text = string(event.result);
  const why = string(event.terminal_reason) ?? "";
  const sound = event.api_error_status == null && !/^(api_error|max_turns|budget_exhausted|aborted)/.test(why);
  if (event.is_error === false && sound) {
    return [{ kind: "end", ok: true, ...(text === undefined ? {} : { text }) }];
  }
  const said = text ?? list(event.errors).flatMap((error) => string(error) ?? [])[0];
  const failure = blamed(event, /^aborted/.test(why) ? "The run was interrupted." : (said ?? ""));
  return failed(failure, /credit/i.test(failure.detail) ? { kind: "billing" } : {});
}

function blamed(event: Json, said: string): Failure {
  const status = number(event.api_error_status);
  const detail = sentence(said || "Claude Code ended with an error it did not name.");
  if (event.terminal_reason === "max_turns") return { reason: "max_turns", detail };
  // No field tells a missing login or an empty purse in a `result`; both are Claude's own fixed texts.
  if (event.error === "authentication_failed" || /^(Not logged in|Invalid API key)\b/.test(said)) {
    return { reason: "cli_auth", detail };
  }
  if (event.error === "billing_error" || /^Credit balance is too low/.test(said))
    return { reason: "usage_limit", detail };
  if (event.api_error === "usage_limit_reached") return { reason: "usage_limit", detail };
  const api = status !== undefined || event.terminal_reason === "api_error" || event.is_api_error_message === true;
  return api ? failureOf(status, detail) : { reason: "bad_result", detail };
}
