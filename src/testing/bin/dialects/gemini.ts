import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { type Dialect, flagsOf, Refusal } from "../dialect.ts";
import type { Why } from "../orders.ts";

const FLAGS = {
  none: "-y --yolo --skip-trust".split(" "),
  value: "-m --model -o --output-format --approval-mode -r --resume -p --prompt --session-id".split(" "),
};

const ADVICE =
  "\nPlease wait and try again later. To increase your limits, request a quota increase through AI Studio, or switch to another /auth method";
const BAD_KEY =
  '{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"API key not valid. Please pass a valid API key.","details":[]}}';

/** The last HTTP status, less 256, is the exit code. */
const FAILURES: Record<Why, { status: number; message: string; err: string[] }> = {
  limit: {
    status: 429,
    message: `[API Error: You have exhausted your daily quota on this model.]${ADVICE}`,
    err: [trace("TerminalQuotaError: You have exhausted your daily quota on this model.")],
  },
  "rate limit": {
    status: 429,
    message: `[API Error: Requests per minute are used up.\nSuggested retry after 1s.]${ADVICE}`,
    err: [
      "Attempt 1 failed: Requests per minute are used up.",
      trace("RetryableQuotaError: Requests per minute are used up."),
    ],
  },
  auth: { status: 400, message: `[API Error: ${BAD_KEY}]`, err: [trace(`_ApiError: ${BAD_KEY}`)] },
  "api error": {
    status: 500,
    message: '[API Error: {"error":{"code":500,"status":"INTERNAL","message":"Internal server error","details":[]}}]',
    err: [],
  },
  overloaded: {
    status: 503,
    message: "[API Error: The model is overloaded.]",
    err: [trace("RetryableQuotaError: The model is overloaded.")],
  },
};

export const gemini: Dialect = {
  version: "0.61.0",

  options(argv, { env }) {
    const unknown = (flag: string) =>
      new Refusal(1, `Unknown arguments: ${flag.replace(/^-+/, "")}\n\nUsage: gemini [options] [command]`);
    const { flags, rest } = flagsOf(argv, FLAGS, unknown);
    if (env.GEMINI_CLI_TRUST_WORKSPACE !== "true" && !flags.has("--skip-trust")) {
      const why = "Gemini CLI is not running in a trusted directory. To proceed, either use `--skip-trust` or set it.";
      throw new Refusal(55, `\u001b[31m${why}\u001b[0m`);
    }
    const mode = flags.has("--yolo") || flags.has("-y") ? "yolo" : (flags.get("--approval-mode") ?? "default");
    if (!/^(default|auto_edit|yolo|plan)$/.test(mode))
      throw new Refusal(1, `Invalid values:\n  Argument: approval-mode, Given: "${mode}"`);
    return {
      prompt: [...rest, flags.get("-p") ?? flags.get("--prompt") ?? ""].join(" ").trim(),
      resume: flags.get("--resume") ?? flags.get("-r"),
      model: flags.get("-m") ?? flags.get("--model") ?? "auto",
      may_write: mode === "auto_edit" || mode === "yolo",
    };
  },

  /** By directory: a session is not found from another one. */
  file({ env, cwd }, id) {
    const home = env.GEMINI_CLI_HOME;
    return home ? `${home}/.gemini/tmp/${basename(cwd)}/chats/session-${id}.jsonl` : undefined;
  },

  empty: new Refusal(42, "No input provided via stdin. Input can be provided by piping data into gemini."),
  lost: (id) => new Refusal(42, `Error resuming session: Invalid session identifier "${id}".`),

  newId: () => randomUUID(),

  begin: (run) => ({
    out: [
      { type: "init", timestamp: new Date().toISOString(), session_id: run.id, model: run.model },
      { type: "message", timestamp: new Date().toISOString(), role: "user", content: run.prompt },
    ],
    err: ["Ripgrep is not available. Falling back to GrepTool."],
  }),

  text: (run, text) => ({ out: [message(`${run.said.length > 0 ? "\n" : ""}${text}`)] }),

  toolStarted: (_run, command) => ({
    out: [
      { type: "tool_use", tool_name: "run_shell_command", tool_id: "run_shell_command_0", parameters: { command } },
    ],
  }),
  toolEnded: () => ({
    out: [{ type: "tool_result", tool_id: "run_shell_command_0", status: "success", output: "end" }],
  }),

  /** Where it may not, the tool is not even offered to the model. */
  write(run, file_path, content) {
    if (!run.may_write) return {};
    const parameters = { file_path, content };
    return {
      out: [
        { type: "tool_use", tool_name: "write_file", tool_id: "write_file_0", parameters },
        { type: "tool_result", tool_id: "write_file_0", status: "success" },
      ],
    };
  },

  end: (run) => ({ out: [{ type: "result", status: "success", stats: stats(run.model, 1) }] }),

  fail(run, why) {
    const { status, message: text, err } = FAILURES[why];
    const error = { type: "unknown", message: text };
    return { out: [{ type: "result", status: "error", error, stats: stats(run.model, 0) }], err, exit: status - 256 };
  },

  signalled: () => ({ exit: 0, tool: "lives" }),
};

function message(content: string) {
  return { type: "message", timestamp: new Date().toISOString(), role: "assistant", content, delta: true };
}

function stats(model = "auto", times: number) {
  const tokens = { total_tokens: 132 * times, input_tokens: 120 * times, output_tokens: 12 * times };
  const counted = { ...tokens, cached: 20 * times, input: 100 * times };
  return { ...counted, duration_ms: 57, tool_calls: 0, models: { [model]: counted } };
}

function trace(error: string) {
  const where = "Error when talking to Gemini API Full report available at: /tmp/gemini-client-error.json";
  return `${where} ${error}\n    at classifyGoogleError (file:///gemini.js:1:1) {\n  cause: {\n    code: 0\n  }\n}`;
}
