import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alive } from "~/testing/alive.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

const again = (first: App, env: Record<string, string> = {}) => openTest({ AGENTED_DATA_DIR: first.data_dir, ...env });

/** Counts to `last`, the first half at once and the rest when the file is there. */
const counter = (dir: string, last: number) => [
  ...["sh", "-c"],
  `seq 1 ${last / 2}; until [ -e ${dir}/go ]; do sleep 0.02; done; seq ${last / 2 + 1} ${last}; exit 5`,
];

async function running({ client }: App, id: string, lines = 0) {
  await until(`${id} to run`, async () => {
    const { status, last_seq } = await client.execution(id);
    return status === "running" && last_seq >= lines;
  });
  return id;
}

const leaderOf = ({ ctx }: App, id: string) =>
  ctx.db.sqlite
    .query<{ pid: number }, [string]>("SELECT pid FROM attempts WHERE execution_id = ? ORDER BY number DESC")
    .get(id)?.pid ?? 0;

test("detach: the run goes on without a server, and the next one tells all of it, once", async () => {
  const first = await openTest({ SHUTDOWN_MODE: "detach" });
  const id = await running(first, await first.client.start(counter(first.data_dir, 20)), 10);
  const pid = leaderOf(first, id);
  await first.close();
  expect(alive(pid)).toBe(true);
  writeFileSync(join(first.data_dir, "go"), "");
  await using second = await again(first);
  const ended = await second.client.finished(id);
  expect(ended).toMatchObject({ status: "failed", reason: "exit_nonzero", exit_code: 5 });
  expect(ended.attempts).toHaveLength(1);
  expect(await second.client.lines(id)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
  await until("its files to go", () => readdirSync(join(second.data_dir, "executions")).length === 0);
}, 20_000);

test("detach: what ended meanwhile is settled from its exit file", async () => {
  const first = await openTest({ SHUTDOWN_MODE: "detach" });
  const id = await running(first, await first.client.start(counter(first.data_dir, 20)), 10);
  const pid = leaderOf(first, id);
  await first.close();
  writeFileSync(join(first.data_dir, "go"), "");
  await until("its end", () => !alive(pid));
  await using second = await again(first);
  expect(await second.client.finished(id)).toMatchObject({ status: "failed", exit_code: 5, last_seq: 20 });
}, 20_000);

test("detach: a CLI is picked up with what it said before", async () => {
  const first = await openTest({ SHUTDOWN_MODE: "detach" });
  const { id: trigger } = await first.client.trigger({ backend: "claude" });
  const message = "say early; emit 60 lines every 20 ms";
  const { execution_id: id } = await first.client.call("POST", `/admin/triggers/${trigger}/run`, { message });
  await running(first, id, 3);
  await first.close();
  await using second = await again(first);
  const ended = await second.client.finished(id);
  expect(ended).toMatchObject({ status: "succeeded", result: "line 60", attempts: [{ number: 1 }] });
  // Said in its first event, which the second server never read.
  expect(ended.attempts[0].session_id).toMatch(/^[0-9a-f-]{36}$/);
}, 20_000);

test("detach: what waited in the queue is run by the next server", async () => {
  const first = await openTest({ SHUTDOWN_MODE: "detach", MAX_CONCURRENT_EXECUTIONS: "1" });
  const running_id = await running(first, await first.client.start(counter(first.data_dir, 20)), 10);
  const waiting = await first.client.start(["echo", "my turn"]);
  await first.close();
  await using second = await again(first, { MAX_CONCURRENT_EXECUTIONS: "1" });
  expect((await second.client.execution(waiting)).status).toBe("queued");
  writeFileSync(join(first.data_dir, "go"), "");
  await second.client.finished(running_id);
  expect(await second.client.finished(waiting)).toMatchObject({ status: "succeeded" });
}, 20_000);

test("stop: what runs is interrupted by the shutdown, and stays so", async () => {
  const first = await openTest();
  const id = await running(first, await first.client.start(["sh", "-c", "setsid sleep 600 & echo $!; sleep 600"]), 1);
  const [daemon] = await first.client.lines(id);
  await first.close();
  expect(alive(Number(daemon))).toBe(false);
  await using second = await again(first);
  const ended = await second.client.execution(id);
  expect(ended).toMatchObject({ status: "interrupted", reason: "shutdown", detail: "The server was stopped." });
  expect(ended.attempts).toMatchObject([{ status: "interrupted", reason: "shutdown", signal: "SIGTERM" }]);
}, 20_000);

test.each(["claude", "codex", "gemini", "opencode"])(
  "stop with retry_on_interrupt: %s goes on with its own resume",
  async (backend) => {
    const first = await openTest({ SHUTDOWN_MODE: "stop" });
    const homes = { CLAUDE_CONFIG_DIR: "claude", CODEX_HOME: "codex", GEMINI_CLI_HOME: "gemini", XDG_DATA_HOME: "xdg" };
    const env = Object.fromEntries(Object.entries(homes).map(([name, dir]) => [name, join(first.data_dir, dir)]));
    for (const dir of Object.values(env)) mkdirSync(dir);
    await first.close();

    const second = await again(first, env);
    const { id: trigger } = await second.client.trigger({ backend, retry_on_interrupt: true });
    const { execution_id: id } = await second.client.call("POST", `/admin/triggers/${trigger}/run`, {
      message: "say begun; hang",
    });
    const session = () => second.client.execution(id).then(({ attempts }) => attempts[0]?.session_id);
    await until("its session", session);
    await second.close();
    await using third = await again(first, env);
    const ended = await third.client.finished(id);
    expect(ended).toMatchObject({ status: "succeeded", result: "Hello from the fake CLI, turn 2." });
    expect(ended.attempts).toMatchObject([
      { number: 1, status: "interrupted", reason: "shutdown" },
      { number: 2, status: "succeeded", reason: null },
    ]);
    expect(ended.attempts[1].session_id).toBe(ended.attempts[0].session_id);
    const { lines } = await third.client.call("GET", `/admin/executions/${id}/lines`);
    expect(new Set(lines.map(({ attempt }: { attempt: number }) => attempt))).toEqual(new Set([1, 2]));
    expect(lines.map(({ seq }: { seq: number }) => seq)).toEqual(lines.map((_: unknown, i: number) => i + 1));
  },
  20_000,
);

test("the directories that a crash left of settled executions are removed, those of live ones are not", async () => {
  const first = await openTest({ SHUTDOWN_MODE: "detach" });
  const id = await running(first, await first.client.start(counter(first.data_dir, 2)), 1);
  const done = await first.client.finished(await first.client.start(["true"]));
  await first.close();
  const root = join(first.data_dir, "executions");
  for (const left of [done.id, "exec-00000000000000000000", "something else"])
    mkdirSync(join(root, left, "1.tmp"), { recursive: true });
  await using second = await again(first);
  await until("the others to go", () => readdirSync(root).length === 1);
  expect(readdirSync(root)).toEqual([id]);
  writeFileSync(join(first.data_dir, "go"), "");
  await second.client.finished(id);
  await until("its directory to go", () => !existsSync(join(root, id)));
}, 20_000);
