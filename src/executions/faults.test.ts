import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { alive } from "~/testing/alive.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const numbers = (last: number) => Array.from({ length: last }, (_, i) => String(i + 1));

test("a lock of the database while a run prints and ends loses no line and no verdict", async () => {
  await using app = await openTest({ LOG_LEVEL: "silent" });
  const go = join(app.data_dir, "go");
  const id = await app.client.start([
    "sh",
    "-c",
    `seq 1 100; until [ -e ${go} ]; do sleep 0.02; done; seq 101 4000; exit 3`,
  ]);
  await until("the first lines", async () => (await app.client.execution(id)).last_seq === 100);
  const unlock = lockDatabase(app.ctx.config.db_path);
  await Bun.write(go, "");
  const exited = join(app.data_dir, "executions", id, "1.exit");
  await until("the leader to end", () => existsSync(exited));
  unlock();
  expect(await app.client.finished(id)).toMatchObject({ status: "failed", reason: "exit_nonzero", exit_code: 3 });
  expect(await app.client.lines(id)).toEqual(numbers(4_000));
}, 20_000);

test.each([
  ["grows", "x=$(seq 1 2000000)", "usd"],
  ["is counted by minutes", ":", "minutes"],
])(
  "a lock of the database while a run %s does not end it",
  async (_what, act, unit) => {
    const { log, lines } = memoryLog("error");
    await using app = await openTest({}, { log });
    const budget = { name: "day", scope: "global", window: "day", unit, hard_limit: 60 };
    await app.client.call("POST", "/admin/budgets", budget, 201);
    const [locked, go] = [join(app.data_dir, "locked"), join(app.data_dir, "go")];
    const wait = (path: string) => `until [ -e ${path} ]; do sleep 0.02; done`;
    const id = await app.client.start(["sh", "-c", `${wait(locked)}; ${act}; ${wait(go)}; exit 3`]);
    await until("it to run", async () => (await app.client.execution(id)).status === "running");
    const unlock = lockDatabase(app.ctx.config.db_path);
    await Bun.write(locked, "");
    await until("it to be measured", () => lines.some(({ execution_id }) => execution_id === id));
    unlock();
    await Bun.write(go, "");
    expect(await app.client.finished(id)).toMatchObject({ status: "failed", reason: "exit_nonzero", exit_code: 3 });
  },
  20_000,
);

test("a full database while a run prints holds its lines back until there is room", async () => {
  await using app = await openTest({ LOG_LEVEL: "silent" });
  const go = join(app.data_dir, "go");
  const id = await app.client.start(["sh", "-c", `until [ -e ${go} ]; do sleep 0.02; done; seq 1 20000`]);
  await until("it to run", async () => (await app.client.execution(id)).status === "running");
  const { sqlite } = app.ctx.db;
  const pages = sqlite.query<{ page_count: number }, []>("PRAGMA page_count").get()?.page_count ?? 0;
  sqlite.query(`PRAGMA max_page_count = ${pages}`).get();
  await Bun.write(go, "");
  await until("the leader to end", () => existsSync(join(app.data_dir, "executions", id, "1.exit")));
  sqlite.query("PRAGMA max_page_count = 1073741823").get();
  expect(await app.client.finished(id)).toMatchObject({ status: "succeeded" });
  expect(await app.client.lines(id)).toEqual(numbers(20_000));
}, 20_000);

test("a directory that a run made unwritable is removed all the same", async () => {
  const user: Record<string, string> = process.getuid?.() === 0 ? { RUN_AS_USER: "nobody" } : {};
  await using app = await openTest(user);
  const id = await app.client.start([
    "sh",
    "-c",
    "mkdir -p $TMPDIR/mod/x && touch $TMPDIR/mod/x/f && chmod 555 $TMPDIR/mod/x",
  ]);
  expect(await app.client.finished(id)).toMatchObject({ status: "succeeded" });
  await until("its files to go", () => readdirSync(join(app.data_dir, "executions")).length === 0);
}, 20_000);

test("of a flood with an endless line in it every line is stored or counted, and the last ones stand", async () => {
  await using app = await openTest({ MAX_STORED_BYTES: String(1024 * 1024) });
  const script = "seq 1 20000; head -c 20000000 /dev/zero | tr '\\0' a; echo; echo NEXT; echo LAST";
  const { id, dropped_lines } = await app.client.finished(await app.client.start(["sh", "-c", script]));
  const kept = await app.client.lines(id);
  expect(kept.slice(-2)).toEqual(["NEXT", "LAST"]);
  expect(kept.length + dropped_lines).toBe(20_003);
}, 20_000);

test("a cancel outranks a shutdown that was broken off, and nothing begins anew", async () => {
  const first = await spawnServer({ SHUTDOWN_MODE: "stop" });
  const pidFile = join(first.data_dir, "pid");
  const fields = { retry_on_interrupt: true };
  const id = await first.client.start(
    ["sh", "-c", `trap '' TERM; echo $$ >${pidFile}; while :; do sleep 1; done`],
    fields,
  );
  await until("it to run", () => existsSync(pidFile));
  void first.kill("SIGTERM");
  const { sqlite } = { sqlite: new Database(join(first.data_dir, "agented.db"), { readonly: true }) };
  const asked = sqlite.query<{ stop_reason: string | null }, [string]>(
    "SELECT stop_reason FROM executions WHERE id = ?",
  );
  await until("the shutdown to be asked", () => asked.get(id)?.stop_reason === "shutdown");
  sqlite.close();
  await first.kill("SIGKILL");
  await using second = await spawnServer({ AGENTED_DATA_DIR: first.data_dir });
  await second.client.call("POST", `/admin/executions/${id}/cancel`);
  const { status, reason, attempts } = await second.client.finished(id);
  expect({ status, reason, attempts: attempts.length }).toEqual({ status: "cancelled", reason: "user", attempts: 1 });
  expect(alive(Number(await Bun.file(pidFile).text()))).toBe(false);
}, 30_000);

test("a run whose row is gone is ended by the next start", async () => {
  const first = await spawnServer();
  const pidFile = join(first.data_dir, "pid");
  await first.client.start(["sh", "-c", `echo $$ >${pidFile}; sleep 600`]);
  const pid = Number(await until("it to run", async () => existsSync(pidFile) && Bun.file(pidFile).text()));
  await first.kill("SIGKILL");
  const env = { AGENTED_DATA_DIR: first.data_dir, AGENTED_DB_PATH: join(first.data_dir, "restored.db") };
  await using second = await spawnServer(env);
  await until("it to end", () => !alive(pid));
  expect(second.data_dir).toBe(first.data_dir);
}, 20_000);

test("a start that cannot listen leaves the runs it found alone", async () => {
  const first = await spawnServer({ SHUTDOWN_MODE: "stop" });
  const go = join(first.data_dir, "go");
  const id = await first.client.start(["sh", "-c", `until [ -e ${go} ]; do sleep 0.02; done; echo done`]);
  await until("it to run", async () => (await first.client.execution(id)).status === "running");
  await first.kill("SIGKILL");
  using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const env = { AGENTED_DATA_DIR: first.data_dir, SHUTDOWN_MODE: "stop" };
  expect(spawnServer({ ...env, PORT: String(taken.port) })).rejects.toThrow("before it was ready");
  await using second = await until("the data to be free", () => spawnServer(env).catch(() => undefined));
  await Bun.write(go, "");
  expect(await second.client.finished(id)).toMatchObject({ status: "succeeded" });
}, 30_000);
