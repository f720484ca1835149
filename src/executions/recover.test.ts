import { expect, test } from "bun:test";
import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { alive } from "~/testing/alive.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { attempts, executions } from "./tables.ts";

type App = Awaited<ReturnType<typeof openTest>>;
type AttemptFields = Partial<typeof attempts.$inferInsert>;
type ExecutionFields = Partial<typeof executions.$inferInsert>;

const open = (env: Record<string, string> = {}) => openTest({ SHUTDOWN_MODE: "detach", ...env });

/** Ends the server, leaves the rows as a crash at some moment would have, and starts the next one. */
async function crash(
  first: App,
  id: string,
  row: ExecutionFields,
  attempt: AttemptFields,
  before = () => {},
): Promise<App> {
  const { orm } = first.ctx.db;
  const running = orm.select().from(attempts).where(eq(attempts.execution_id, id)).get();
  const fresh = { id: first.ctx.newId("attempt"), execution_id: id, number: 1, backend: "command" as const, seen: {} };
  const since = { status: "starting" as const, boot_id: "boot-before", started_at: first.ctx.clock.iso() };
  const planted = { ...fresh, ...since, ...running, ...attempt };
  orm.insert(attempts).values(planted).onConflictDoUpdate({ target: attempts.id, set: planted }).run();
  orm
    .update(executions)
    .set({ id, ...row })
    .where(eq(executions.id, id))
    .run();
  await first.close();
  before();
  return openTest({ AGENTED_DATA_DIR: first.data_dir });
}

/** An execution that waits behind another one. */
async function waiting(app: App, fields: Record<string, unknown> = {}): Promise<string> {
  await app.client.start(["sleep", "600"]);
  return app.client.start(["echo", "ran"], fields);
}

async function talking({ client }: App, script: string, fields: Record<string, unknown> = {}): Promise<string> {
  const id = await client.start(["sh", "-c", script], fields);
  await until("its line", async () => (await client.execution(id)).last_seq > 0);
  return id;
}

const pidOf = ({ ctx }: App, id: string) =>
  ctx.db.orm.select().from(attempts).where(eq(attempts.execution_id, id)).get()?.pid ?? 0;

test("the server went between the claim and the spawn: it is queued again and runs once", async () => {
  const first = await open({ MAX_CONCURRENT_EXECUTIONS: "1" });
  const id = await waiting(first);
  await using second = await crash(first, id, { status: "starting" }, {});
  const ended = await second.client.finished(id);
  expect(ended).toMatchObject({ status: "succeeded", reason: null });
  expect(ended.attempts).toMatchObject([
    { number: 1, status: "interrupted", reason: "lost", detail: "The server went before its process began." },
    { number: 2, status: "succeeded" },
  ]);
  expect(await second.client.lines(id)).toEqual(["ran"]);
}, 20_000);

test("what never began is not tried for ever", async () => {
  const first = await open({ MAX_CONCURRENT_EXECUTIONS: "1" });
  const id = await waiting(first);
  const { newId, clock, db } = first.ctx;
  const lost = { execution_id: id, backend: "command", boot_id: "boot-before", seen: {} } as const;
  for (const number of [1, 2, 3, 4])
    db.insert(attempts, { ...lost, id: newId("attempt"), number, status: "interrupted", started_at: clock.iso() });
  const fifth = { id: newId("attempt"), number: 5, status: "starting" } as const;
  await using second = await crash(first, id, { status: "starting" }, fifth);
  expect(await second.client.finished(id)).toMatchObject({ status: "interrupted", reason: "lost" });
}, 20_000);

test("what was cancelled while it started does not run", async () => {
  const first = await open({ MAX_CONCURRENT_EXECUTIONS: "1" });
  const id = await waiting(first, { retry_on_interrupt: true });
  await using second = await crash(first, id, { status: "starting", stop_reason: "user" }, {});
  const ended = await second.client.finished(id);
  expect(ended).toMatchObject({ status: "cancelled", reason: "user", attempts: [{ number: 1 }] });
  expect(await second.client.lines(id)).toEqual([]);
}, 20_000);

test("the server went between the spawn and the row: the pid file tells who runs", async () => {
  const first = await open();
  const id = await talking(first, "echo one; sleep 0.3; echo two");
  const unknown = { status: "starting" as const, pid: null, pid_started: null, machine_boot: null };
  await using second = await crash(first, id, { status: "starting", started_at: null }, unknown);
  expect(await second.client.finished(id)).toMatchObject({ status: "succeeded", attempts: [{ number: 1 }] });
  expect(await second.client.lines(id)).toEqual(["one", "two"]);
}, 20_000);

test("after a boot of the machine the process of that number is a stranger's: lost", async () => {
  const first = await open();
  const id = await talking(first, "echo ready; sleep 600");
  const pid = pidOf(first, id);
  await using second = await crash(first, id, {}, { machine_boot: "a-boot-before" });
  expect(await second.client.finished(id)).toMatchObject({
    ...{ status: "interrupted", reason: "lost", detail: "Its process was lost: it is gone and left no exit code." },
  });
  // It bears our marker, so it was swept all the same.
  await until("the process to go", () => !alive(pid));
}, 20_000);

test.each([
  ["kept lost", false, ["interrupted"]],
  ["tried again with retry_on_interrupt", true, ["interrupted", "succeeded"]],
])(
  "what was lost is %s",
  async (_, retry_on_interrupt, statuses) => {
    const first = await open();
    const file = join(first.data_dir, "second-time");
    const script = `echo ran; [ -e ${file} ] && exit 0; sleep 600`;
    const id = await talking(first, script, { retry_on_interrupt });
    const pid = pidOf(first, id);
    await using second = await crash(first, id, {}, {}, () => {
      writeFileSync(file, "");
      process.kill(pid, "SIGKILL");
    });
    const ended = await second.client.finished(id);
    expect(ended.attempts.map(({ status }: { status: string }) => status)).toEqual(statuses);
    expect(await second.client.lines(id)).toEqual(statuses.map(() => "ran"));
  },
  20_000,
);

test("what was lost after somebody cancelled it is cancelled, and not tried again", async () => {
  const first = await open();
  const id = await talking(first, "echo ran; sleep 600", { retry_on_interrupt: true });
  const pid = pidOf(first, id);
  await using second = await crash(first, id, { stop_reason: "user" }, {}, () => process.kill(pid, "SIGKILL"));
  const ended = await second.client.finished(id);
  expect(ended).toMatchObject({ status: "cancelled", reason: "user", attempts: [{ status: "cancelled" }] });
}, 20_000);

test("a ladder that a crash cut off is gone on with", async () => {
  const first = await open();
  const id = await talking(first, "echo ran; sleep 600");
  const signalled_at = first.ctx.clock.iso();
  await using second = await crash(first, id, { stop_reason: "timeout" }, { signalled_at });
  expect(await second.client.finished(id)).toMatchObject({ status: "timed_out", reason: "timeout" });
}, 20_000);

test("what ended by itself before anybody was heard has its own verdict", async () => {
  const first = await open();
  const go = join(first.data_dir, "go");
  const id = await talking(first, `echo ran; until [ -e ${go} ]; do sleep 0.02; done; exit 6`);
  const pid = pidOf(first, id);
  await first.close();
  writeFileSync(go, "");
  await until("its end", () => !alive(pid));
  await using second = await openTest({ AGENTED_DATA_DIR: first.data_dir });
  expect(await second.client.finished(id)).toMatchObject({ status: "failed", reason: "exit_nonzero", exit_code: 6 });
}, 20_000);

test("with its files gone nothing is known but that", async () => {
  const first = await open();
  const id = await talking(first, "echo ran; sleep 600");
  const pid = pidOf(first, id);
  const dir = join(first.data_dir, "executions", id);
  await using second = await crash(first, id, {}, {}, () => rmSync(dir, { recursive: true }));
  expect(await second.client.finished(id)).toMatchObject({
    ...{ status: "interrupted", reason: "lost", detail: "Its process and its output are gone." },
  });
  expect(await second.client.lines(id)).toEqual(["ran"]);
  await until("the process to go", () => !alive(pid));
}, 20_000);

test("a file that is shorter than it was is a gap in the log, and what follows is read", async () => {
  const first = await open();
  const go = join(first.data_dir, "go");
  const id = await talking(first, `echo a long first line; until [ -e ${go} ]; do sleep 0.02; done; echo after`);
  const out = join(first.data_dir, "executions", id, "1.out");
  await using second = await crash(first, id, {}, {}, () => truncateSync(out, 0));
  await until("the gap", async () => (await second.client.lines(id, "system")).length === 1);
  writeFileSync(go, "");
  expect(await second.client.finished(id)).toMatchObject({ status: "succeeded" });
  expect(await second.client.lines(id)).toEqual(["a long first line", "after"]);
  expect(await second.client.lines(id, "system")).toEqual([
    "[a part of stdout was lost: its file is shorter than it was]",
  ]);
  await until("its files to go", () => readdirSync(join(second.data_dir, "executions")).length === 0);
}, 20_000);

test("what its directory needed before is not its time", async () => {
  const first = await open();
  const id = await talking(first, "echo one; sleep 0.3; echo two", { timeout_secs: 60 });
  const claimed = first.ctx.clock.iso(first.ctx.clock.now() - 120_000);
  await using second = await crash(first, id, {}, { started_at: claimed });
  expect(await second.client.finished(id)).toMatchObject({ status: "succeeded" });
}, 20_000);
