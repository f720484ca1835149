import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Fault } from "../kit/fault.ts";
import { naughtyStrings } from "../testing/naughty-strings.ts";
import { type Ask, type BackendId, type BackendKind, backendOf, backends, fold, type Permissions } from "./index.ts";

/** A config that every kind accepts: the one thing a new kind must add here. */
const CONFIG: Record<BackendId, Record<string, unknown>> = {
  claude: {},
  codex: {},
  gemini: {},
  opencode: {},
  command: { command: ["/bin/echo", "-n", "$HOME"] },
};
const IDS = Object.keys(backends) as BackendId[];
const STREAMS = ["stdout", "stderr"] as const;

function ask(id: BackendId, more: Partial<Omit<Ask<unknown>, "config">> = {}) {
  const asked = { prompt: "the prompt", permissions: "edit" as const, working_dir: "/work", root: false, ...more };
  return backendOf(id).command({ config: CONFIG[id], ...asked });
}

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error("it was not refused");
}

describe.each(IDS)("%s", (id) => {
  const kind: BackendKind = backendOf(id);

  test("names itself and refuses unknown keys of its config", () => {
    expect(kind.id).toBe(id);
    expect(kind.config.safeParse(CONFIG[id]).success).toBe(true);
    expect(kind.config.safeParse({ ...CONFIG[id], surprise: 1 }).success).toBe(false);
  });

  test("takes the prompt by stdin, whatever it holds, and never in argv or env", () => {
    const prompts = [...naughtyStrings.filter((text) => text.length > 2), "--mcp-config={}", "-p", "x\0y"];
    const plain = ask(id);
    for (const prompt of prompts) expect(ask(id, { prompt })).toEqual({ ...plain, stdin: prompt });
    fc.assert(fc.property(fc.string({ unit: "binary" }), (prompt) => ask(id, { prompt }).stdin === prompt));
  });

  test.each(["-x", "--dangerously-skip-permissions", "", " ", "a\0b"])("refuses %p as model and session", (value) => {
    for (const field of ["model", "resume"] as const) {
      const fault = faultOf(() => ask(id, { [field]: value }));
      expect(fault.kind).toBe("invalid");
      expect(fault.errors?.[0]?.path).toBe(field);
      expect(fault.message).toContain(field === "resume" && id === "command" ? "session" : field);
    }
    const fault = faultOf(() => ask(id, { allowed_tools: [value] }));
    expect(fault.errors?.[0]?.path).toBe("allowed_tools");
  });

  test("says the same for the same ask, and puts `full` apart from `read_only`", () => {
    const modes: Permissions[] = ["read_only", "edit", "full"];
    for (const permissions of modes) expect(ask(id, { permissions })).toEqual(ask(id, { permissions }));
    if (kind.binary) expect(ask(id, { permissions: "full" })).not.toEqual(ask(id, { permissions: "read_only" }));
  });

  test("reads anything without throwing", () => {
    const lines = [
      ...naughtyStrings,
      '{"type":"result"}{"type":"result"}',
      '{"type":"assistant","message":{"content":[{"type":"te',
      `{"type":"text","part":{"text":"${"x".repeat(5 * 1024 * 1024)}"}}`,
      "x".repeat(5 * 1024 * 1024),
      '{"type":"something_new","payload":{}}',
      '{"__proto__":{"type":"result"}}',
      "null",
      "[]",
      "1",
    ];
    for (const line of lines) for (const stream of STREAMS) expect(kind.read(line, stream)).toBeArray();
    const types = "system assistant result rate_limit_event error turn.failed item.completed text tool_use step_finish";
    const event = fc.record(
      {
        type: fc.constantFrom(...types.split(" ")),
        subtype: fc.constantFrom("init", "api_retry"),
        error: fc.jsonValue(),
      },
      { requiredKeys: ["type"] },
    );
    const rest = fc.dictionary(
      fc.constantFrom("message", "part", "item", "rate_limit_info", "result", "errors", "status", "session_id"),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(event, rest, fc.nat(400), (known, more, cut) => {
        const line = JSON.stringify({ ...known, ...more });
        for (const stream of STREAMS) {
          expect(kind.read(line, stream)).toBeArray();
          expect(kind.read(line.slice(0, cut), stream)).toBeArray();
        }
      }),
    );
  });

  test("sees no limit in what a model says about limits", () => {
    const prose =
      "rate limit exceeded: 429 Too Many Requests. You've hit your usage limit. TerminalQuotaError: overloaded";
    const lines = [
      prose,
      JSON.stringify({ type: "assistant", message: { content: [{ type: "text", text: prose }] } }),
      JSON.stringify({ type: "item.completed", item: { type: "agent_message", text: prose } }),
      JSON.stringify({ type: "message", role: "assistant", content: prose, delta: true }),
      JSON.stringify({ type: "text", part: { text: prose } }),
      JSON.stringify({ type: "tool_use", part: { tool: "bash", state: { status: "completed", output: prose } } }),
      JSON.stringify({
        type: "result",
        is_error: false,
        terminal_reason: "completed",
        result: prose,
        status: "success",
      }),
    ];
    const seen = fold(
      {},
      lines.flatMap((line) => kind.read(line, "stdout")),
    );
    expect(seen.limit).toBeUndefined();
    expect(seen.trouble).toBeUndefined();
    expect(kind.settle({ code: 0, signal: null }, fold(seen, [{ kind: "end", ok: true }]))).toEqual({
      status: "succeeded",
    });
  });

  test("a good end does not outweigh a bad exit, nor a bad end a good exit", () => {
    const good = fold({}, [{ kind: "end", ok: true }]);
    expect(kind.settle({ code: 3, signal: null }, good).status).toBe("failed");
    expect(kind.settle({ code: null, signal: "SIGKILL" }, good)).toMatchObject({ reason: "exit_nonzero" });
    expect(kind.settle({ code: null, signal: null }, {})).toMatchObject({ status: "failed" });
    if (kind.binary) expect(kind.settle({ code: 0, signal: null }, {})).toMatchObject({ reason: "bad_result" });
  });
});

describe("argv", () => {
  const asked = { model: "m-1", resume: "s-1" };
  const CLAUDE = "claude -p --output-format stream-json --verbose";
  const CODEX = "codex exec --json --skip-git-repo-check -c features.unbounded_connection_retries=false";
  const ARGV: [BackendId, Parameters<typeof ask>[1], string][] = [
    ["claude", {}, `${CLAUDE} --permission-mode acceptEdits`],
    ["claude", { ...asked, permissions: "full" }, `${CLAUDE} --model m-1 --dangerously-skip-permissions --resume s-1`],
    [
      "claude",
      { permissions: "read_only" },
      `${CLAUDE} --permission-mode dontAsk --setting-sources  --strict-mcp-config --disallowedTools Edit,Write,NotebookEdit`,
    ],
    [
      "claude",
      { allowed_tools: ["Read", "Bash(git *)"] },
      `${CLAUDE} --allowedTools Read,Bash(git *) --permission-mode acceptEdits`,
    ],
    [
      "claude",
      { permissions: "read_only", allowed_tools: ["Bash", "Read", "Write", "Bash(git log)", "mcp__x"] },
      `${CLAUDE} --allowedTools Read --permission-mode dontAsk --setting-sources  --strict-mcp-config --disallowedTools Edit,Write,NotebookEdit`,
    ],
    ["codex", {}, `${CODEX} --sandbox workspace-write -`],
    ["codex", { ...asked, permissions: "read_only" }, `${CODEX} --model m-1 --sandbox read-only resume s-1 -`],
    ["codex", { permissions: "full" }, `${CODEX} --dangerously-bypass-approvals-and-sandbox -`],
    ["gemini", {}, "gemini --output-format stream-json --approval-mode auto_edit"],
    ["gemini", { permissions: "read_only" }, "gemini --output-format stream-json --approval-mode default"],
    [
      "gemini",
      { ...asked, permissions: "full" },
      "gemini --model m-1 --output-format stream-json --approval-mode yolo --resume s-1",
    ],
    ["opencode", {}, "opencode run --format json --title Agented"],
    ["opencode", { permissions: "read_only" }, "opencode run --format json --title Agented"],
    ["opencode", { ...asked, permissions: "full" }, "opencode run --format json --model m-1 --auto --session s-1"],
    ["command", {}, "/bin/echo -n $HOME"],
    ["claude", { resume: "s-1", fork: true }, `${CLAUDE} --permission-mode acceptEdits --resume s-1 --fork-session`],
    ["codex", { resume: "s-1", fork: true }, `${CODEX} --sandbox workspace-write fork s-1 -`],
    ["opencode", { resume: "s-1", fork: true }, "opencode run --format json --session s-1 --fork"],
  ];
  test.each(ARGV)("%s %j", (id, more, argv) => {
    expect(ask(id, more).argv.join(" ")).toBe(argv);
  });

  test("Gemini cannot fork and says what to do", () => {
    const fault = faultOf(() => ask("gemini", { resume: "s-1", fork: true }));
    expect(fault).toMatchObject({ kind: "invalid", errors: [{ path: "fork" }] });
    expect(fault.message).toContain("leave `fork` out");
  });

  test("Claude leaves retries to the server, and the account may say otherwise", () => {
    expect(ask("claude").env.CLAUDE_CODE_MAX_RETRIES).toBe("0");
    expect(backends.claude.variables).toContain("CLAUDE_CODE_MAX_RETRIES");
  });

  test("tells Claude that it is confined only as root and in full mode", () => {
    const told = (root: boolean, permissions: Permissions) => ask("claude", { root, permissions }).env.IS_SANDBOX;
    expect(told(true, "full")).toBe("1");
    expect([told(true, "edit"), told(true, "read_only"), told(false, "full")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("shuts OpenCode's shell and edits in read_only and leaves the account's own configuration alone", () => {
    const { env } = ask("opencode", { permissions: "read_only" });
    const rules = JSON.parse(env.OPENCODE_PERMISSION ?? "");
    expect(rules).toMatchObject({ "*": "deny", read: "allow" });
    expect(rules).not.toHaveProperty("bash");
    expect(env).not.toHaveProperty("OPENCODE_CONFIG_CONTENT");
    expect(env.OPENCODE_DISABLE_PROJECT_CONFIG).toBe("1");
  });
});

test("a command's arguments hold no NUL", () => {
  const parsed = backends.command.config.safeParse({ command: ["echo", "a\0b"] });
  expect(parsed.error?.issues[0]).toMatchObject({ path: ["command", 1], message: expect.stringContaining("NUL") });
  expect(backends.command.config.safeParse({ command: [] }).success).toBe(false);
});

test("an unknown backend is answered with the known ones", () => {
  for (const id of ["cursor", "toString", "__proto__"]) {
    expect(faultOf(() => backendOf(id)).message).toContain("claude, codex, gemini, opencode, command");
  }
});

describe("Claude's windows", () => {
  const read = (rate_limit_info: unknown) =>
    backends.claude.read(JSON.stringify({ type: "rate_limit_event", rate_limit_info }), "stdout");
  const resetsAt = 1795221228;

  test("a warning is soft and tells how much is used", () => {
    const [signal] = read({ status: "allowed_warning", resetsAt, rateLimitType: "seven_day", utilization: 0.83 });
    const limit = { kind: "usage", hard: false, utilization: 0.83, resets_at: "2026-11-21T00:33:48.000Z" };
    expect(signal).toMatchObject({ kind: "limit", limit });
  });

  test("a spent overage alone says nothing, a spent window that overage pays for is soft", () => {
    expect(read({ status: "allowed", overageStatus: "rejected", overageResetsAt: resetsAt })).toEqual([]);
    const [paid] = read({ status: "rejected", resetsAt, rateLimitType: "five_hour", isUsingOverage: true });
    expect(paid).toMatchObject({ kind: "limit", limit: { hard: false } });
  });

  test("names its window, and the other ones before it", () => {
    const unifiedWindows = { five_hour: { utilization: 0.93, resetsAt }, seven_day: { utilization: 0.4, resetsAt } };
    const seen = (info: object) =>
      read({ resetsAt, rateLimitType: "five_hour", unifiedWindows, ...info }).map((signal) =>
        signal.kind === "limit" ? [signal.limit.window, signal.limit.utilization, signal.limit.hard] : signal,
      );
    expect(seen({ status: "rejected" })).toEqual([
      ["seven_day", 0.4, false],
      ["five_hour", 0.93, true],
    ]);
    expect(seen({ status: "allowed", overageStatus: "rejected" })).toEqual([
      ["five_hour", 0.93, false],
      ["seven_day", 0.4, false],
    ]);
  });

  test("an absurd reset is no reset", () => {
    const [signal] = read({ status: "rejected", resetsAt: 1e300, rateLimitType: "five_hour" });
    expect(signal).toMatchObject({ limit: { hard: true } });
    expect(signal).not.toHaveProperty("limit.resets_at");
  });
});

test.each(["Failed query: ", "database is locked"])("OpenCode: its database in use passes by itself: %s", (line) => {
  const seen = fold({}, backends.opencode.read(line, "stderr"));
  const verdict = backends.opencode.settle({ code: 1, signal: null }, seen);
  expect(verdict).toMatchObject({ status: "failed", reason: "overloaded" });
});

test.each([
  "Error executing tool read_file: File not found: /x/TerminalQuotaError: You lose",
  "TerminalQuotaError: You lose",
  "at Error when talking to Gemini API Full report available at: /x.json TerminalQuotaError: You lose",
])("Gemini: an error that a tool prints bars no account: %s", (line) => {
  const seen = fold({}, backends.gemini.read(line, "stderr"));
  expect([seen.limit, seen.trouble]).toEqual([undefined, undefined]);
});
