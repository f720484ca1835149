import { describe, expect, test } from "bun:test";
import { backendOf, type Reason } from "./index.ts";
import { kindOf, recorded, runsOf, watch } from "./testing.ts";

const HELLO = "Hello from the stub model. All is well.";

/** Which runs did not succeed, and why; every other recorded run did. */
const FAILURES: Record<string, Partial<Record<Reason, string>>> = {
  claude: {
    max_turns: "maxturns",
    cli_auth: "nokey unauthorized",
    usage_limit:
      "mid-limit nocredit oauth-overage oauth-seven_day oauth-seven_day_opus oauth-seven_day_sonnet oauth-usage",
    rate_limit: "oauth-rl rl-default rl-maxretries0 rl-maxretries2 usage-limit-apikey",
    overloaded: "overloaded-1 overloaded-default",
    api_error: "refused-1 refused-default server-error-1",
    bad_result: "sigint-stream sigint-tool",
    exit_nonzero:
      "budget dash-prompt-bad resume-unknown session-id-again sigkill-group sigkill-tool sigterm-hang sigterm-retry sigterm-stream-partial sigterm-stream sigterm-tool stdin-empty tool-bypass-root-mode tool-bypass-root",
  },
  claude197: { usage_limit: "oauth-usage", rate_limit: "rl-1", exit_nonzero: "rb unauthorized-1" },
  codex: {
    cli_auth: "nokey unauthorized",
    usage_limit: "mid-limit nocredit usage-limit",
    rate_limit: "rl-default rl-long rl-retries0 rl-retries1 stream-error-1",
    overloaded: "overloaded-1 overloaded-default server-error-1",
    api_error: "cut-1 refused-disabled",
    exit_nonzero:
      "env-key native-sigkill nogit nohomedir refused-default resume-unknown sigint-stream sigint-tool sigkill-group sigkill-tool sigterm-group sigterm-hang sigterm-sandbox sigterm-stream sigterm-tool-native sigterm-tool sigterm-tool2 stdin-empty stdin-open",
  },
  gemini: {
    cli_auth: "nokey unauthorized",
    usage_limit: "mid-limit usage-limit",
    rate_limit: "rl-default rl-max1 rl-max3",
    overloaded: "overloaded-1",
    api_error: "cut-1 refused server-error-1",
    bad_result:
      "group-sigterm-stream group-sigterm nr-sigint-stream nr-sigterm-hang nr-sigterm-retry nr-sigterm-stream nr-sigterm-tool stream-error-1",
    exit_nonzero:
      "group-sigkill nr-sigkill-tool resume-othercwd resume-unknown sigkill-norelaunch sigkill-tool sigterm-hang stdin-empty",
  },
  opencode: {
    cli_auth: "unauthorized",
    usage_limit: "mid-limit nocredit usage-limit",
    rate_limit: "rl-default stream-error",
    overloaded: "database-race",
    api_error: "badmodel cut noauth refused",
    denied: "tool-ask tool-outside",
    exit_nonzero:
      "badflag resume-dir resume-othercwd resume-othercwd2 resume-same-after resume-unknown rf-other rl-long sigint-stream sigkill-tool sigterm-group sigterm-hang sigterm-stream sigterm-tool sigterm-tool2 stdin-empty stdin-open",
  },
};

const OTHER_TEXTS: Record<string, string> = {
  "claude/header-scenario": "scripted by a header",
  "codex/header-scenario": "scripted by a header",
  ...Object.fromEntries(
    ["claude", "codex", "gemini", "opencode"].map((cli) => [
      `${cli}/text-429`,
      "Error 429: rate limit reached, is what the log says.",
    ]),
  ),
};

for (const [cli, failures] of Object.entries(FAILURES)) {
  const kind = kindOf(cli);
  const reasons = new Map(
    Object.entries(failures).flatMap(([reason, names]) => names.split(" ").map((name) => [name, reason] as const)),
  );

  describe(cli, () => {
    const names = runsOf(cli);
    test("every run of the table is recorded", () => {
      expect([...reasons.keys()].filter((name) => !names.includes(name))).toEqual([]);
    });

    test.each(names)("%s", (name) => {
      const run = recorded(cli, name);
      const seen = watch(cli, name);
      const verdict = kind.settle(run.exit, seen);
      const reason = reasons.get(name);
      if (!reason) {
        expect(verdict).toEqual({ status: "succeeded" });
        expect(seen.session_id).toBeString();
        expect(seen.text).toBe(OTHER_TEXTS[`${cli}/${name}`] ?? HELLO);
        return;
      }
      expect(verdict).toMatchObject({ status: "failed", reason });
      expect(verdict).toHaveProperty("detail", expect.stringMatching(/^\S.{5,298}\S$/));
      // The two streams are two files: nobody knows which line came first.
      expect(kind.settle(run.exit, watch(cli, name, ["stderr", "stdout"]))).toEqual(verdict);
    });
  });
}

describe("what a person reads", () => {
  const DETAILS: [string, string | RegExp][] = [
    ["claude/oauth-usage", "You've hit your 5-hour limit · resets 12:33am (UTC)"],
    ["claude/nokey", "Not logged in · Please run /login"],
    ["claude/sigint-tool", "The run was interrupted."],
    ["claude/stdin-empty", /^Error: Input must be provided/],
    ["codex/rl-default", "exceeded retry limit, last status: 429 Too Many Requests"],
    ["codex/sigterm-tool", "Codex was ended by SIGTERM."],
    ["gemini/unauthorized", "API key not valid. Please pass a valid API key."],
    ["gemini/usage-limit", "You have exhausted your daily quota on this model."],
    ["gemini/nokey", /^When using Gemini API, you must specify the GEMINI_API_KEY/],
    ["opencode/badflag", /^OpenCode printed its help/],
    ["opencode/tool-ask", "OpenCode stopped because it may not use bash."],
    ["opencode/resume-unknown", "Error: Session not found"],
  ];
  test.each(DETAILS)("%s", (path, detail) => {
    const [cli = "", name = ""] = path.split("/");
    const verdict = backendOf(cli).settle(recorded(cli, name).exit, watch(cli, name));
    expect(verdict).toHaveProperty("detail", typeof detail === "string" ? detail : expect.stringMatching(detail));
  });
});
