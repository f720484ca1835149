import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { answered, type Dialect, flagsOf, Refusal, type Run, TOKENS } from "../dialect.ts";
import type { Why } from "../orders.ts";

const FLAGS = {
  none: "-p --print --verbose --strict-mcp-config --dangerously-skip-permissions --include-partial-messages --fork-session".split(
    " ",
  ),
  value:
    "--output-format --model --permission-mode --resume --allowedTools --disallowedTools --tools --setting-sources --session-id --max-turns --permission-prompts".split(
      " ",
    ),
};

const MODEL = "claude-opus-5-5";
const COST = 0.000644;

const FAILURES: Record<Why, { text: string; error: string; status: number | null; type?: string }> = {
  limit: { text: "You've hit your 5-hour limit · resets 12:33am (UTC)", error: "rate_limit", status: 429 },
  "rate limit": { text: "API Error: Request rejected (429) · Slow down.", error: "rate_limit", status: 429 },
  auth: { text: "Not logged in · Please run /login", error: "authentication_failed", status: null },
  "api error": { text: "API Error: 500 Internal server error.", error: "server_error", status: 500 },
  overloaded: { text: "API Error: Repeated 529 Overloaded errors.", error: "server_error", status: 529 },
};

export const claude: Dialect = {
  version: "2.1.329 (Claude Code)",

  options(argv, world) {
    const { flags, rest } = flagsOf(argv, FLAGS, (flag) => new Refusal(1, `error: unknown option '${flag}'`));
    if (flags.get("--output-format") === "stream-json" && !flags.has("--verbose")) {
      throw new Refusal(1, "Error: When using --print, --output-format=stream-json requires --verbose");
    }
    const mode = flags.get("--permission-mode");
    const full = flags.has("--dangerously-skip-permissions") || mode === "bypassPermissions";
    if (full && world.root && !world.env.IS_SANDBOX) {
      const why = "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons";
      throw new Refusal(1, why);
    }
    const denied = /\bWrite\b/.test(flags.get("--disallowedTools") ?? "");
    const allowed = mode === "acceptEdits" || /\bWrite\b/.test(flags.get("--allowedTools") ?? "");
    return {
      prompt: rest.join(" "),
      resume: flags.get("--resume"),
      fork: flags.has("--fork-session"),
      model: flags.get("--model") ?? MODEL,
      may_write: full || (allowed && !denied),
    };
  },

  file({ env, cwd }, id) {
    const root = env.CLAUDE_CONFIG_DIR;
    if (!root) return undefined;
    mkdirSync(root, { recursive: true });
    const [found] = new Bun.Glob(`projects/*/${id}.jsonl`).scanSync({ cwd: root, absolute: true, onlyFiles: true });
    return found ?? `${root}/projects/${cwd.replace(/[^\w]/g, "-")}/${id}.jsonl`;
  },

  empty: new Refusal(
    1,
    "Error: Input must be provided either through stdin or as a prompt argument when using --print",
  ),

  lost(id) {
    const why = `No conversation found with session ID: ${id}`;
    const result = { type: "result", subtype: "error_during_execution", is_error: true, num_turns: 0, session_id: id };
    return new Refusal(1, why, JSON.stringify({ ...result, total_cost_usd: 0, errors: [why], result_index: 0 }));
  },

  newId: () => randomUUID(),

  begin: (run) => ({
    out: [
      {
        ...{ type: "system", subtype: "init", cwd: run.world.cwd, session_id: run.id },
        ...{ tools: ["Task", "Bash", "Edit", "Read", "Write"], mcp_servers: [], model: run.model },
        ...{ permissionMode: run.may_write ? "acceptEdits" : "default", apiKeySource: "ANTHROPIC_API_KEY" },
        ...{ claude_code_version: "2.1.329", uuid: randomUUID() },
      },
    ],
  }),

  text: (run, text) => ({ out: [assistant(run, { type: "text", text })] }),

  toolStarted: (run, command) => ({
    out: [
      assistant(run, { type: "tool_use", id: "toolu_1", name: "Bash", input: { command, description: "a tool" } }),
      { type: "system", subtype: "task_started", task_id: "b1", tool_use_id: "toolu_1", session_id: run.id },
    ],
  }),
  toolEnded: (run) => ({ out: [toolResult(run, "end", false)] }),

  write(run, file_path, content) {
    const use = assistant(run, { type: "tool_use", id: "toolu_1", name: "Write", input: { file_path, content } });
    if (run.may_write) return { out: [use, toolResult(run, `File created successfully at: ${file_path}`, false)] };
    run.denied.push("Write");
    const message = `Claude requested permissions to write to ${file_path}, but you haven't granted it yet.`;
    const denied = {
      type: "system",
      subtype: "permission_denied",
      tool_name: "Write",
      tool_use_id: "toolu_1",
      message,
    };
    return { out: [use, { ...denied, session_id: run.id }, toolResult(run, message, true)] };
  },

  warn(run, utilization) {
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    const unifiedWindows = { five_hour: { utilization, resetsAt }, seven_day: { utilization: 0.41, resetsAt } };
    const info = { status: "allowed_warning", resetsAt, rateLimitType: "five_hour", utilization, unifiedWindows };
    return { out: [{ type: "rate_limit_event", rate_limit_info: info, session_id: run.id }] };
  },

  end: (run) => ({
    out: [result(run, { subtype: "success", is_error: false, terminal_reason: "completed", result: run.said.at(-1) })],
  }),

  fail(run, why, resets_in_s) {
    const { text, error, status } = FAILURES[why];
    const spent = why === "limit";
    const info = {
      status: "rejected",
      resetsAt: Math.floor(Date.now() / 1000) + resets_in_s,
      rateLimitType: "five_hour",
    };
    const retry = { type: "system", subtype: "api_retry", attempt: 1, max_retries: 1, retry_delay_ms: 536 };
    const blame = { is_api_error_message: true, ...(status ? { api_error_status: status } : {}) };
    const ending = { subtype: "success", is_error: true, terminal_reason: "api_error", api_error_status: status };
    return {
      out: [
        ...(spent
          ? [{ type: "rate_limit_event", rate_limit_info: { ...info, isUsingOverage: false }, session_id: run.id }]
          : []),
        ...(spent || !status ? [] : [{ ...retry, error_status: status, error, session_id: run.id }]),
        { ...assistant({ ...run, model: "<synthetic>" }, { type: "text", text }), error, ...blame },
        result(run, { ...ending, ...(spent ? { api_error: "usage_limit_reached" } : {}), result: text }),
      ],
      exit: 1,
    };
  },

  signalled(run, signal) {
    if (signal === "SIGTERM") return { exit: 143, tool: "dies" };
    const errors = ["[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=null"];
    const ending = { subtype: "error_during_execution", is_error: true, terminal_reason: "aborted_streaming", errors };
    return { out: [result(run, ending)], exit: 0, tool: "dies" };
  },
};

function assistant(run: Run, block: unknown) {
  const usage = { ...usageOf(1), output_tokens: 1 };
  const message = {
    id: `msg_${run.asked.before + run.asked.now}`,
    type: "message",
    role: "assistant",
    model: run.model,
    content: [block],
    usage,
  };
  return { type: "assistant", message, parent_tool_use_id: null, session_id: run.id, uuid: randomUUID() };
}

function toolResult(run: Run, content: string, is_error: boolean) {
  const block = { tool_use_id: "toolu_1", type: "tool_result", content, is_error };
  return { type: "user", message: { role: "user", content: [block] }, parent_tool_use_id: null, session_id: run.id };
}

/** Costs are those of the whole conversation, `usage` is that of this run: as recorded. */
function result(run: Run, ending: Record<string, unknown>) {
  const times = ending.is_error ? answered(run) : run.asked.now;
  const tokens = {
    ...{ inputTokens: TOKENS.fresh * times, outputTokens: TOKENS.output * times },
    ...{ cacheReadInputTokens: TOKENS.cached * times, cacheCreationInputTokens: 0 },
  };
  const used = times === 0 ? {} : { [run.model ?? MODEL]: { ...tokens, costUSD: times * COST } };
  const cost = { total_cost_usd: (run.asked.before + times) * COST };
  return {
    ...{ duration_api_ms: 56, stop_reason: "end_turn", session_id: run.id, ...cost, usage: usageOf(times) },
    ...{ permission_denials: run.denied.map((tool_name) => ({ tool_name, tool_use_id: "toolu_1", tool_input: {} })) },
    ...{ num_turns: run.asked.now, api_error_status: null, ...ending, type: "result", duration_ms: 268 },
    ...{ uuid: randomUUID(), result_index: 0, model_usage_since_last_result: used },
  };
}

function usageOf(times: number) {
  const tokens = { input_tokens: TOKENS.fresh * times, output_tokens: TOKENS.output * times };
  return { ...tokens, cache_creation_input_tokens: 0, cache_read_input_tokens: TOKENS.cached * times };
}
