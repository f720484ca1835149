import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { alive } from "~/testing/alive.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const CLIS = ["claude", "codex", "gemini", "opencode"];
const SESSION: Record<string, RegExp> = {
  ...{ claude: /^[0-9a-f-]{36}$/, codex: /^[0-9a-f-]{36}$/, gemini: /^[0-9a-f-]{36}$/, opencode: /^ses_\w+$/ },
};

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

async function start(backend: string, orders: string, fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await app.client.trigger({ backend, ...fields });
  return (await app.client.call("POST", `/admin/triggers/${id}/run`, { message: orders })).execution_id;
}

const run = async (backend: string, orders: string, fields?: Record<string, unknown>) =>
  app.client.finished(await start(backend, orders, fields));

test.each(CLIS)("%s answers: its text is the result, its session is known, every event is a line", async (backend) => {
  const execution = await run(backend, "emit 3 lines; say all done", { model: "a-model" });
  expect(execution).toMatchObject({ status: "succeeded", reason: null, exit_code: 0, model: "a-model" });
  // Gemini's messages are parts of one answer, the others' last message is the answer.
  expect(execution.result).toBe(backend === "gemini" ? "line 1\nline 2\nline 3\nall done" : "all done");
  expect(execution.attempts).toMatchObject([{ number: 1, backend, status: "succeeded" }]);
  expect(execution.attempts[0].session_id).toMatch(SESSION[backend] ?? /$^/);
  const lines = await app.client.lines(execution.id);
  for (const said of ["line 1", "line 2", "line 3", "all done"])
    expect(lines.filter((line) => line.includes(said)).length).toBeGreaterThan(0);
});

const LIMIT = { claude: "usage_limit", codex: "usage_limit", gemini: "usage_limit", opencode: "usage_limit" };
const verdicts: [orders: string, reasons: Record<string, string>][] = [
  ["limit", LIMIT],
  ["auth", { claude: "cli_auth", codex: "cli_auth", gemini: "cli_auth", opencode: "cli_auth" }],
  ["rate limit", { claude: "rate_limit", codex: "rate_limit", gemini: "rate_limit", opencode: "rate_limit" }],
  ["overloaded", { claude: "overloaded", codex: "overloaded", gemini: "overloaded", opencode: "overloaded" }],
  ["api error", { claude: "api_error", codex: "api_error", gemini: "api_error", opencode: "api_error" }],
  [
    "say half; exit 2",
    { claude: "exit_nonzero", codex: "exit_nonzero", gemini: "exit_nonzero", opencode: "exit_nonzero" },
  ],
  // An exit of 0 is no success before the CLI's last word.
  ["say half; exit 0", { claude: "bad_result", codex: "bad_result", gemini: "bad_result", opencode: "bad_result" }],
];

test.each(verdicts)(
  "%j is told for what it is by all four",
  async (orders, reasons) => {
    // Of its own: what one run meets bars its account from others.
    await using app = await openTest();
    const tell = async (backend: string) => {
      const policies = { on_usage_limit: "fail", rotate_accounts: false, on_error: { kind: "fail" } };
      const { id } = await app.client.trigger({ backend: undefined, chain: { entries: [{ backend }], ...policies } });
      const { execution_id } = await app.client.call("POST", `/admin/triggers/${id}/run`, { message: orders });
      return app.client.finished(execution_id);
    };
    const ended = await Promise.all(CLIS.map(tell));
    expect(Object.fromEntries(ended.map(({ backend, reason }) => [backend, reason]))).toEqual(reasons);
    for (const { status, detail, attempts } of ended) {
      expect(status).toBe("failed");
      expect(detail).toMatch(/^.{10,300}$/);
      expect(attempts).toMatchObject([{ status, detail }]);
    }
  },
  20_000,
);

test.each(CLIS)(
  "%s is cancelled in the middle of a tool: cancelled, whatever it exits with, and nobody is left",
  async (backend) => {
    const id = await start(backend, "daemonise; daemonise clean; say on; tool");
    const pids = await until("its two daemons", async () => {
      const said = (await app.client.lines(id)).join("\n").matchAll(/pid (\d+)/g);
      const found = new Set([...said].map(([, pid]) => Number(pid)));
      return found.size === 2 ? [...found] : undefined;
    });
    await app.client.call("POST", `/admin/executions/${id}/cancel`);
    expect(await app.client.finished(id)).toMatchObject({ status: "cancelled", reason: "user" });
    const polite = backend === "claude" ? "[sending SIGINT]" : "[sending SIGTERM]";
    expect((await app.client.lines(id, "system"))[0]).toBe(polite);
    for (const pid of pids) await until(`${pid} to be gone`, () => !alive(pid), 2_000);
  },
  20_000,
);

test.each(CLIS)(
  "%s writes as far as its permissions go",
  async (backend) => {
    const modes = ["read_only", "edit", "full"];
    const ended = await Promise.all(
      modes.map((permissions) => run(backend, `write ${permissions}.txt text; say done`, { permissions })),
    );
    for (const { permissions, working_dir, status } of ended) {
      expect(status).toBe("succeeded");
      const written = await Bun.file(join(working_dir, `${permissions}.txt`)).exists();
      expect([permissions, written]).toEqual([permissions, permissions !== "read_only"]);
    }
  },
  20_000,
);

test("an event of 5 MB is read whole and kept cut", async () => {
  const execution = await run("claude", `say ${"x".repeat(3_000_000)}`);
  expect(execution.status).toBe("succeeded");
  expect(execution.result).toMatch(/^x+$/);
  expect(execution.attempts[0].session_id).not.toBeNull();
  expect(
    (await app.client.lines(execution.id)).some((line) => line.endsWith("[cut: the line is longer than 64 KiB]")),
  ).toBe(true);
}, 20_000);
