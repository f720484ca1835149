import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { CLIS, type Cli, type CliId, claude } from "./clis/index.ts";
import { openRig, type Rig } from "./rig.ts";

type Row = Record<CliId, [reason: string, detail: RegExp]>;

/** What becomes of a refusal that does not go away. OpenCode waits between its retries as long as `pause` says. */
const REFUSALS: Record<string, Row> = {
  "server-error pause=0.2": {
    claude: ["api_error", /API Error: 500/],
    // Codex itself speaks of high demand whatever the 500 was about.
    codex: ["overloaded", /high demand/],
    gemini: ["api_error", /internal server error/],
    opencode: ["api_error", /internal server error/],
  },
  "overloaded pause=0.2": {
    claude: ["overloaded", /529/],
    codex: ["overloaded", /at capacity/],
    gemini: ["overloaded", /overloaded/],
    opencode: ["overloaded", /overloaded/],
  },
  "rate-limit retryAfter=1": {
    claude: ["rate_limit", /429/],
    codex: ["rate_limit", /429/],
    gemini: ["rate_limit", /requests per minute are used up/],
    opencode: ["rate_limit", /requests per min/],
  },
  "usage-limit pause=0.2": {
    // An API key has no plan to use up: only a login has (below).
    claude: ["rate_limit", /429/],
    codex: ["usage_limit", /hit your usage limit/],
    gemini: ["usage_limit", /exhausted your daily quota/],
    opencode: ["usage_limit", /usage limit has been reached/],
  },
  unauthorized: {
    claude: ["cli_auth", /Invalid API key/],
    codex: ["cli_auth", /401 Unauthorized/],
    gemini: ["cli_auth", /API key not valid/],
    opencode: ["cli_auth", /Incorrect API key/],
  },
};

// A rig for each: an account that met a limit is left alone for a while.
for (const [scenario, row] of Object.entries(REFUSALS)) {
  describe("a refusal", () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await openRig();
    });
    afterAll(() => rig[Symbol.asyncDispose]());

    for (const cli of CLIS) {
      const [reason, detail] = row[cli.id];
      test.concurrent(`${cli.id}: ${scenario} is ${reason}`, () => expectFailure(rig, cli, scenario, reason, detail));
    }
  });
}

test("claude: a spent window of a login is usage_limit", async () => {
  await using login = await openRig({ ANTHROPIC_API_KEY: "", CLAUDE_CODE_OAUTH_TOKEN: "test-key" });
  await expectFailure(login, claude, "usage-limit", "usage_limit", /hit your 5-hour limit · resets/);
});

async function expectFailure({ ask }: Rig, cli: Cli, scenario: string, reason: string, detail: RegExp) {
  const policies = { on_usage_limit: "fail", rotate_accounts: false, on_error: { kind: "fail" } };
  const chain = { entries: [{ backend: cli.id, model: cli.model ?? null }], ...policies };
  const execution = await ask(cli, `[[stub: ${scenario}]] go`, { chain });
  expect(execution).toMatchObject({ status: "failed", reason, detail: expect.stringMatching(detail), result: null });
}
