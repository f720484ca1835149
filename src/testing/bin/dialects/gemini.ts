import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { answered, type Dialect, flagsOf, Refusal, TOKENS } from "../dialect.ts";
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
    if (!home) return undefined;
    const chats = `${projectDir(`${home}/.gemini/tmp`, cwd)}/chats`;
    const name = `session-*-${id.slice(0, 8)}.jsonl`;
    const [found] = existsSync(chats) ? new Bun.Glob(name).scanSync({ cwd: chats, absolute: true }) : [];
    return found ?? `${chats}/${name.replace("*", "2026-11-20T22-26")}`;
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

  end: (run) => ({ out: [{ type: "result", status: "success", stats: stats(run.model, run.asked.now) }] }),

  fail(run, why) {
    const { status, message: text, err } = FAILURES[why];
    const error = { type: "unknown", message: text };
    return {
      out: [{ type: "result", status: "error", error, stats: stats(run.model, answered(run)) }],
      err,
      exit: status - 256,
    };
  },

  signalled: () => ({ exit: 0, tool: "lives" }),
};

function message(content: string) {
  return { type: "message", timestamp: new Date().toISOString(), role: "assistant", content, delta: true };
}

function stats(model = "auto", times: number) {
  const input_tokens = (TOKENS.fresh + TOKENS.cached) * times;
  const tokens = { total_tokens: input_tokens + TOKENS.output * times, input_tokens };
  const parts = { output_tokens: TOKENS.output * times, cached: TOKENS.cached * times, input: TOKENS.fresh * times };
  const counted = { ...tokens, ...parts };
  return { ...counted, duration_ms: 57, tool_calls: 0, models: { [model]: counted } };
}

/** Named after the directory; the mark in it tells apart those of one name. */
function projectDir(tmp: string, cwd: string): string {
  for (let count = 0; ; count++) {
    const dir = `${tmp}/${basename(cwd)}${count === 0 ? "" : `-${count}`}`;
    const mark = `${dir}/.project_root`;
    if (!existsSync(mark)) {
      const known = [...marks(tmp)].find((path) => readFileSync(path, "utf8") === cwd);
      if (known) return known.slice(0, -"/.project_root".length);
      mkdirSync(dir, { recursive: true });
      writeFileSync(mark, cwd);
    }
    if (readFileSync(mark, "utf8") === cwd) return dir;
  }
}

function marks(tmp: string) {
  return existsSync(tmp) ? new Bun.Glob("*/.project_root").scanSync({ cwd: tmp, absolute: true, dot: true }) : [];
}

function trace(error: string) {
  const where = "Error when talking to Gemini API Full report available at: /tmp/gemini-client-error.json";
  return `${where} ${error}\n    at classifyGoogleError (file:///gemini.js:1:1) {\n  cause: {\n    code: 0\n  }\n}`;
}
