import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "~/config.ts";
import { systemClock } from "~/kit/clock.ts";
import { alive } from "~/testing/alive.ts";
import { until } from "~/testing/until.ts";
import { findClis } from "./clis.ts";
import { probeClis } from "./probe.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-probe-test-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A Claude that asks the API it is told of, and tells as much of the answer as `told` makes of it. */
const claude = (told: string) => `#!${process.execPath}
if (process.argv.includes("--version")) { console.log("2.1.329 (Claude Code)"); process.exit(0); }
const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, CLAUDE_CODE_OAUTH_TOKEN } = process.env;
const say = (event) => console.log(JSON.stringify(event));
const session_id = "c0ffee00-0000-4000-8000-000000000000";
say({ type: "system", subtype: "init", session_id, model: "m" });
const response = await fetch(ANTHROPIC_BASE_URL + "/v1/messages", {
  method: "POST", headers: { "x-api-key": ANTHROPIC_API_KEY ?? CLAUDE_CODE_OAUTH_TOKEN },
  body: JSON.stringify({ model: "m", messages: [{ role: "user", content: await Bun.stdin.text() }] }),
});
const answer = await response.json();
const end = { type: "result", subtype: "success", session_id, num_turns: 1 };
const refused = { ...end, is_error: true, terminal_reason: "api_error", api_error_status: response.status };
if (response.status === 401) { say({ ...refused, result: "Invalid API key · Fix external API key" }); process.exit(1); }
if (response.status === 429) {
  say({ type: "rate_limit_event", rate_limit_info: { status: "rejected", resetsAt: 1900000000, rateLimitType: "five_hour" } });
  say({ ...refused, api_error: "usage_limit_reached", result: "You've hit your 5-hour limit" });
  process.exit(1);
}
const u = answer.usage;
const tokens = { inputTokens: u.input_tokens, outputTokens: u.output_tokens, cacheReadInputTokens: u.cache_read_input_tokens };
${told}
say({ ...end, is_error: false, terminal_reason: "completed", result: answer.content[0].text, model_usage_since_last_result: { m: tokens } });
`;

async function probe(script: string, signal = new AbortController().signal) {
  writeFileSync(join(dir, "claude"), script, { mode: 0o755 });
  const config = readConfig({ AGENTED_DATA_DIR: dir, PATH: `${dir}:/usr/bin:/bin`, HOME: dir });
  const found = (await findClis(config, systemClock)).filter(({ detected }) => detected.installed);
  expect(found.map(({ probe }) => probe.id)).toEqual(["claude"]);
  return probeClis(found, config, { clock: systemClock, signal });
}

const labs = () => readdirSync(tmpdir()).filter((name) => /^agented-probe-[^t]/.test(name));

test("one that speaks as we do passes, and leaves no file", async () => {
  const before = labs();
  const checks = await probe(claude(""));
  const names = ["flags", "text", "session", "usage", "bad key", "usage limit"].map((what) => `claude ${what}`);
  expect(checks.map(({ name, state }) => [name, state])).toEqual(names.map((name) => [name, "ok"]));
  expect(checks[3]?.says).toBe("100 + 20 in, 12 out, as the stub counted");
  expect(checks[5]?.says).toContain("with its reset");
  expect(labs().filter((name) => !before.includes(name))).toEqual([]);
});

test("a difference in what was used, and another text, are told", async () => {
  const checks = await probe(claude("tokens.outputTokens = 1; answer.content[0].text = 'No.';"));
  const failed = checks.filter(({ state }) => state === "fail");
  expect(failed.map(({ name }) => name)).toEqual(["claude text", "claude usage"]);
  expect(failed[1]?.says).toContain("100 + 20 in, 1 out, and the stub gave 100 + 20 in, 12 out");
});

test("one that takes any key, and knows no limit, is told", async () => {
  const deaf = claude("")
    .replace("ANTHROPIC_API_KEY ?? CLAUDE_CODE_OAUTH_TOKEN", "'answer-claude'")
    .replaceAll("429", "999");
  const checks = await probe(deaf.replace("await Bun.stdin.text()", "'[[stub: ok text=\"Yes, I hear you.\"]]'"));
  expect(checks.filter(({ state }) => state === "fail").map(({ name }) => name)).toContain("claude bad key");
  expect(checks.filter(({ state }) => state === "fail").map(({ name }) => name)).toContain("claude usage limit");
});

test("one that refuses our flags says which, and is tried no further", async () => {
  const script = `#!/bin/sh\n[ "$1" = --version ] && exec echo 2.1.329\necho "error: unknown option '--verbose'" >&2\nexit 1\n`;
  const checks = await probe(script);
  expect(checks).toEqual([expect.objectContaining({ name: "claude flags", state: "fail" })]);
  expect(checks[0]?.says).toContain("First strange line: error: unknown option '--verbose'");
});

test("one that hangs is ended with the probe, children and all", async () => {
  const note = join(dir, "pid");
  const script = `#!/bin/sh\n[ "$1" = --version ] && exec echo 2.1.329\ntrap "" TERM INT\nsetsid sleep 1000 &\necho $! > ${note}\nwait\n`;
  const told = new AbortController();
  const probing = probe(script, told.signal);
  const pid = Number(await until("the child", () => existsSync(note) && readFileSync(note, "utf8").trim()));
  expect(alive(pid)).toBe(true);
  told.abort();
  expect(await probing).toEqual([
    expect.objectContaining({ name: "probe", state: "fail", says: "interrupted before its end" }),
  ]);
  expect(alive(pid)).toBe(false);
});
