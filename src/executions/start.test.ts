import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

const CANARIES = {
  ...{ AGENTED_API_KEY: "test-key-of-a-test", SECRET_KEY: "ab".repeat(32), SENTRY_DSN: "https://canary@sentry.test/1" },
  ...{
    AGENTED_DB_PATH: `${tmpdir()}/canary-${crypto.randomUUID()}.db`,
    AWS_SECRET_ACCESS_KEY: "canary",
    GITHUB_TOKEN: "canary",
  },
  ...{
    GITHUB_WEBHOOK_SECRET: "github-canary",
    DATABASE_URL: "canary",
    NODE_OPTIONS: "--no-warnings",
    LD_LIBRARY_PATH: "/canary",
  },
};
const ACCOUNTS = {
  ...{ ANTHROPIC_API_KEY: "anthropic-canary", CODEX_API_KEY: "codex-canary", GEMINI_API_KEY: "gemini-canary" },
  OPENCODE_API_KEY: "opencode-canary",
};
const OWN: Record<string, keyof typeof ACCOUNTS> = {
  ...{ claude: "ANTHROPIC_API_KEY", codex: "CODEX_API_KEY", gemini: "GEMINI_API_KEY", opencode: "OPENCODE_API_KEY" },
};

async function run({ client }: App, trigger: Record<string, unknown>, message = "") {
  const { id } = await client.trigger(trigger);
  const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message });
  return client.finished(execution_id);
}

const command = (...argv: string[]) => ({ backend_config: { command: argv } });

test("a command's environment is the allow-list, the marker and its own TMPDIR, nothing else", async () => {
  const passed = { LANG: "C.UTF-8", LC_TIME: "C", TZ: "UTC", TERM: "dumb", https_proxy: "http://proxy.test" };
  await using app = await openTest({ ...CANARIES, ...ACCOUNTS, ...passed });
  const execution = await run(app, command("/usr/bin/env"));
  const lines = await app.client.lines(execution.id);
  const environment = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s)));
  const { PWD: _, OLDPWD: __, SHLVL: ___, _: ____, ...told } = environment;
  expect(told).toEqual({
    ...passed,
    ...{ PATH: app.ctx.config.environment.PATH, HOME: app.data_dir, AGENTED_EXECUTION_ID: execution.id },
    TMPDIR: join(app.data_dir, "executions", execution.id, "1.tmp"),
    AGENTED_RESULT_FILE: join(app.data_dir, "executions", execution.id, "1.tmp", "result.json"),
    AGENTED_ARTIFACTS_DIR: join(app.data_dir, "executions", execution.id, "1.tmp", "artifacts"),
  });
  rmSync(CANARIES.AGENTED_DB_PATH, { force: true });
});

test.each(Object.entries(OWN))("%s sees its own account's variables and no other's", async (backend, own) => {
  await using app = await openTest({ ...CANARIES, ...ACCOUNTS, AGENTED_DB_PATH: "" });
  const { result } = await run(app, { backend }, "env");
  const environment = JSON.parse(result);
  // Its value is a secret, so of it only that it is there can be read.
  expect(environment[own]).toBe("[redacted]");
  const others = [...Object.keys(CANARIES), ...Object.values(OWN)].filter((name) => name !== own);
  for (const name of others) expect(environment[name]).toBeUndefined();
  expect(JSON.stringify(environment)).not.toContain("canary");
});

test.each([
  ["claude", "npm install --global @anthropic-ai/claude-code@latest"],
  ["codex", "npm install --global @openai/codex@latest"],
  ["gemini", "npm install --global @google/gemini-cli@latest"],
  ["opencode", "npm install --global opencode-ai@latest"],
])("without %s the execution says how to install it", async (backend, install) => {
  await using app = await openTest({ PATH: "/usr/bin:/bin" });
  const execution = await run(app, { backend }, "hello");
  expect(execution).toMatchObject({
    status: "failed",
    reason: "cli_missing",
    detail: expect.stringContaining(install),
  });
  expect(execution.attempts).toMatchObject([{ status: "failed", reason: "cli_missing", exit_code: null }]);
});

test("a command that is not there, or is no program, is told apart from one that fails", async () => {
  await using app = await openTest();
  const file = join(app.data_dir, "no-program");
  writeFileSync(file, "text", { mode: 0o644 });
  expect(await run(app, command("no-such-program"))).toMatchObject({
    ...{ status: "failed", reason: "cli_missing", detail: "The program no-such-program was not found." },
  });
  expect(await run(app, command(file))).toMatchObject({
    ...{ status: "failed", reason: "cli_missing", detail: `${file} is not executable.` },
  });
  expect(await run(app, command("true", "x".repeat(200_000)))).toMatchObject({
    status: "failed",
    reason: "spawn_failed",
  });
});

test("a directory that went after the trigger was saved", async () => {
  await using app = await openTest();
  const dir = mkdtempSync(join(tmpdir(), "agented-work-"));
  const { id } = await app.client.trigger({ ...command("pwd"), working_dir: dir });
  const start = async () => (await app.client.call("POST", `/admin/triggers/${id}/run`, {})).execution_id;
  const first = await app.client.finished(await start());
  expect([first.working_dir, await app.client.lines(first.id)]).toEqual([dir, [dir]]);
  const missing = {
    status: "failed",
    reason: "workspace_failed",
    detail: `The working directory ${dir} is not there: make it, or let the trigger name another.`,
  };
  rmSync(dir, { recursive: true });
  expect(await app.client.finished(await start())).toMatchObject(missing);
  writeFileSync(dir, "now it is a file");
  expect(await app.client.finished(await start())).toMatchObject(missing);
  rmSync(dir);
}, 20_000);

test.each([
  ["exit 0", { status: "succeeded", reason: null, detail: null, exit_code: 0 }],
  ["exit 1", { status: "failed", reason: "exit_nonzero", detail: "The command exited with code 1.", exit_code: 1 }],
  ["echo why >&2; exit 77", { status: "failed", detail: "The command exited with code 77: why", exit_code: 77 }],
  ["exit 255", { status: "failed", exit_code: 255 }],
])("a command that does %j", async (script, ending) => {
  await using app = await openTest();
  expect(await run(app, command("sh", "-c", script))).toMatchObject(ending);
});

test.each(["TERM", "KILL", "SEGV"])("a command that ends by SIG%s failed, and the signal is named", async (signal) => {
  await using app = await openTest();
  const execution = await run(app, command("sh", "-c", `kill -${signal} $$`));
  expect(execution).toMatchObject({
    status: "failed",
    reason: "exit_nonzero",
    detail: expect.stringContaining(`SIG${signal}`),
  });
  expect(execution.attempts).toMatchObject([{ signal: `SIG${signal}` }]);
});

test("what somebody else killed is lost, and nothing of it is left", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sh", "-c", "echo ready; sleep 600"]);
  await until("its line", async () => (await app.client.execution(id)).last_seq > 0);
  const row = app.ctx.db.orm.query.attempts
    .findFirst({ where: (attempt, { eq }) => eq(attempt.execution_id, id) })
    .sync();
  process.kill(row?.pid ?? 0, "SIGKILL");
  expect(await app.client.finished(id)).toMatchObject({
    ...{ status: "interrupted", reason: "lost", exit_code: null },
    detail: "Its process was lost: it is gone and left no exit code.",
  });
}, 20_000);

const prompts: [what: string, message: string, stdin: string][] = [
  ["nothing", "", ""],
  ["a NUL", "a\0b", "ab"],
  ["an option", "--dangerously-skip-permissions --mcp-config={}", "--dangerously-skip-permissions --mcp-config={}"],
  ["a shell's words", "$(touch x) `id` \"'; rm -rf *", "$(touch x) `id` \"'; rm -rf *"],
  ["a megabyte", "x".repeat(1024 * 1024), "x".repeat(1024 * 1024)],
];

test.each(prompts)("a prompt of %s comes by standard input, which ends", async (_, message, stdin) => {
  await using app = await openTest();
  const execution = await run(app, command("sh", "-c", 'sha256sum; echo "$#"'), message);
  const digest = new Bun.CryptoHasher("sha256").update(stdin).digest("hex");
  expect(await app.client.lines(execution.id)).toEqual([`${digest}  -`, "0"]);
});

test.each(Object.keys(OWN))("no prompt becomes an argument of %s", async (backend) => {
  await using app = await openTest();
  const plain = await run(app, { backend }, "argv");
  const odd = await run(app, { backend }, "--mcp-config={}\n-c\n@file\n--\nargv");
  expect(JSON.parse(odd.result)).toEqual(JSON.parse(plain.result));
});
