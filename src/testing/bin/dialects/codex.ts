import { existsSync } from "node:fs";
import { type Dialect, flagsOf, Refusal, type Run, TOKENS } from "../dialect.ts";
import type { Why } from "../orders.ts";

const FLAGS = {
  none: "--json --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox --ephemeral".split(" "),
  value: "--sandbox -s --model -m -c --config -C --cd --disable --enable".split(" "),
};

const FAILURES: Record<Why, string> = {
  limit:
    "You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), visit https://chatgpt.com/settings/usage to purchase more credits or try again at 11:55 PM.",
  "rate limit": "exceeded retry limit, last status: 429 Too Many Requests",
  auth: "unexpected status 401 Unauthorized: Incorrect API key provided: fake., url: http://127.0.0.1/v1/responses",
  "api error": "stream disconnected before completion: Transport error",
  overloaded: "Selected model is at capacity. Please try a different model.",
};

export const codex: Dialect = {
  version: "codex-cli 0.169.0",

  options(argv, world) {
    const unknown = (flag: string) =>
      new Refusal(2, `error: unexpected argument '${flag}' found\n\nUsage: codex exec [OPTIONS] [PROMPT]\n`);
    const { flags, rest } = flagsOf(argv, FLAGS, unknown);
    if (rest[0] !== "exec") throw new Refusal(1, "Error: stdin is not a terminal");
    const verb = /^(resume|fork)$/.test(rest[1] ?? "") ? rest[1] : undefined;
    const resuming = verb !== undefined;
    const late = argv.slice(argv.indexOf(verb ?? "")).find((word) => word === "--sandbox" || word === "-s");
    if (resuming && late) throw unknown(late);
    if (world.env.CODEX_HOME && !existsSync(world.env.CODEX_HOME)) {
      const home = world.env.CODEX_HOME;
      throw new Refusal(1, `Error finding codex home: CODEX_HOME points to "${home}", but that path does not exist`);
    }
    const prompt = (resuming ? rest.slice(3) : rest.slice(1)).join(" ");
    return {
      prompt: prompt === "-" ? "" : prompt,
      resume: resuming ? rest[2] : undefined,
      fork: verb === "fork",
      model: flags.get("--model") ?? flags.get("-m"),
      may_write:
        flags.has("--dangerously-bypass-approvals-and-sandbox") ||
        /^(workspace-write|danger-full-access)$/.test(flags.get("--sandbox") ?? flags.get("-s") ?? ""),
    };
  },

  file({ env }, id) {
    const root = env.CODEX_HOME;
    if (!root) return undefined;
    const [found] = new Bun.Glob(`sessions/**/rollout-*-${id}.jsonl`).scanSync({ cwd: root, absolute: true });
    const now = new Date().toISOString();
    return found ?? `${root}/sessions/${now.slice(0, 10).replaceAll("-", "/")}/rollout-${now.slice(0, 19)}-${id}.jsonl`;
  },

  empty: new Refusal(1, "Reading prompt from stdin...\nNo prompt provided via stdin."),
  lost: (id) =>
    new Refusal(1, `Error: thread/resume: thread/resume failed: no rollout found for thread id ${id} (code -32600)`),

  newId: () => Bun.randomUUIDv7(),

  begin: (run) => ({ out: [{ type: "thread.started", thread_id: run.id }, { type: "turn.started" }] }),
  text: (run, text) => ({ out: [completed(run, { type: "agent_message", text })] }),

  toolStarted: (_run, command) => ({ out: [{ type: "item.started", item: execution(command, null, "in_progress") }] }),
  toolEnded: (_run, command) => ({ out: [{ type: "item.completed", item: execution(command, 0, "completed") }] }),

  /** A refused patch shows in its log alone. */
  write(run, path) {
    const refusal = "error=patch rejected: writing is blocked by read-only sandbox; rejected by user approval settings";
    if (!run.may_write) return { err: [`${new Date().toISOString()} ERROR codex_core::tools::router: ${refusal}`] };
    const item = { id: "item_0", type: "file_change", changes: [{ path, kind: "add" }] };
    return {
      out: [
        { type: "item.started", item: { ...item, status: "in_progress" } },
        { type: "item.completed", item: { ...item, status: "completed" } },
      ],
    };
  },

  /** Counted over the whole thread and its forks, as recorded. */
  end({ asked }) {
    const times = asked.before + asked.now;
    const input = { input_tokens: (TOKENS.fresh + TOKENS.cached) * times, cached_input_tokens: TOKENS.cached * times };
    const output = { output_tokens: TOKENS.output * times, reasoning_output_tokens: 0 };
    return { out: [{ type: "turn.completed", usage: { ...input, cache_write_input_tokens: 0, ...output } }] };
  },

  fail(_run, why) {
    const message = FAILURES[why];
    const retries = why === "rate limit" || why === "auth" ? [`Reconnecting... 1/1 (${message})`] : [];
    const errors = [...retries, message].map((text) => ({ type: "error", message: text }));
    return { out: [...errors, { type: "turn.failed", error: { message } }], exit: 1 };
  },

  signalled: (_run, signal) => (signal === "SIGTERM" ? { exit: "die", tool: "dies" } : { exit: 1, tool: "dies" }),
};

function completed(run: Run, item: Record<string, unknown>) {
  return { type: "item.completed", item: { id: `item_${run.said.length}`, ...item } };
}

function execution(command: string, exit_code: number | null, status: string) {
  const shown = `/bin/bash -lc '${command}'`;
  const aggregated_output = exit_code === null ? "" : "end\n";
  return { id: "item_0", type: "command_execution", command: shown, aggregated_output, exit_code, status };
}
