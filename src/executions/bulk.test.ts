import { expect, test } from "bun:test";
import { actsOf } from "~/testing/acts.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

/** Rows as a long history has them. */
function lay({ ctx }: App, count: number, status: string, tag: string): void {
  const { sqlite } = ctx.db;
  const insert = sqlite.query(`
    INSERT INTO executions (id, origin, request_id, backend, backend_config, permissions, working_dir, prompt, timeout_ms,
      retry_on_interrupt, status, created_at, slot, lane, chain)
    VALUES (?, 'manual', 'req', 'command', '{"command":["true"]}', 'edit', '/', '', 1000, 0, ?, ?, 'none', 'none', ?)`);
  const link = sqlite.query("INSERT INTO execution_tags (tag, execution_id) VALUES (?, ?)");
  const chain = {
    ...{ entries: [{ backend: "command", account: "any", model: null }], on_usage_limit: "hold" },
    ...{ rotate_accounts: false, on_error: { kind: "fail" } },
  };
  sqlite.transaction(() => {
    sqlite.run("INSERT OR IGNORE INTO slots (slot, slot_limit) VALUES ('none', 0)");
    for (let n = 0; n < count; n++) {
      const id = ctx.newId("execution");
      insert.run(id, status, ctx.clock.iso(), JSON.stringify(chain));
      link.run(tag, id);
    }
  })();
}

const count = (app: App, status: string) =>
  app.ctx.db.sqlite.query<{ n: number }, [string]>("SELECT count(*) AS n FROM executions WHERE status = ?").get(status)
    ?.n;

test("what a filter finds is cancelled, and nothing else", async () => {
  await using app = await openTest();
  const { client } = app;
  const running = await client.start(["sleep", "600"], { tags: ["old"] });
  await until("it to run", async () => (await client.execution(running)).status === "running");
  lay(app, 3, "queued", "old");
  lay(app, 2, "queued", "new");
  lay(app, 2, "succeeded", "old");
  const cancel = (body: unknown) => client.call("POST", "/admin/executions/cancel", body, 200);
  const tried = await cancel({ tag: "old", dry_run: true });
  expect(tried).toMatchObject({ matched: 4, done: 0, skipped: {} });
  expect(tried.ids).toContain(running);
  expect(count(app, "queued")).toBe(5);
  expect(await cancel({ tag: "old" })).toEqual({ ...tried, done: 4 });
  expect(await client.finished(running)).toMatchObject({ status: "cancelled", reason: "user" });
  expect([count(app, "cancelled"), count(app, "queued"), count(app, "succeeded")]).toEqual([4, 2, 2]);
  const acts = actsOf(app.ctx);
  expect(acts.filter(({ action }) => action === "execution.cancelled")).toHaveLength(4);
  expect(await cancel({ all: true, status: "queued" })).toMatchObject({ matched: 2, done: 2 });
});

test("what failed is retried once, however often somebody asks", async () => {
  await using app = await openTest();
  const { client } = app;
  const ids: string[] = [];
  for (const command of [["false"], ["false"], ["true"]]) ids.push(await client.start(command, { tags: ["x"] }));
  for (const id of ids) await client.finished(id);
  const retry = (body: unknown) => client.call("POST", "/admin/executions/retry", body, 200);
  expect(await retry({ tag: "x", ids })).toEqual({
    ...{ matched: 2, done: 2, skipped: {}, ids_cut: false },
    ids: [ids[1], ids[0]],
  });
  expect(await retry({ ids })).toMatchObject({ matched: 2, done: 0, skipped: { "retried already": 2 } });
  expect(await retry({ ids, status: "succeeded" })).toMatchObject({ matched: 1, done: 1 });
  const { executions } = await client.call("GET", "/admin/executions?origin=retry&tag=x");
  expect(executions.map(({ retry_of }: { retry_of: string }) => retry_of)).toEqual([ids[2], ids[0], ids[1]]);
});

test("a full queue ends a retry of many, and the answer says so", async () => {
  await using app = await openTest({ MAX_QUEUE_DEPTH: "2" });
  lay(app, 5, "failed", "x");
  const answer = await app.client.call("POST", "/admin/executions/retry", { tag: "x" }, 200);
  expect(answer).toMatchObject({ matched: 5, done: 2, skipped: { "the queue is full": 3 } });
});

test.each([
  ["no filter at all", {}, "all"],
  ["an unknown field", { colour: "red", all: true }, "colour"],
  ["a filter within", { filter: { status: "queued" } }, "filter"],
  ["the status of what has ended", { status: "failed" }, "status"],
  ["201 ids", { ids: Array.from({ length: 201 }, () => "exec-01kb3m6g000000000000") }, "ids"],
])("%s is refused", async (_, body, path) => {
  await using app = await openTest();
  lay(app, 1, "queued", "x");
  const { errors } = await app.client.call("POST", "/admin/executions/cancel", body, 400);
  expect(errors[0].path).toBe(path);
  if (path === "filter") expect(errors[0].message).toMatch(/^is not known here \(known: status, trigger_id, tag, /);
  expect(count(app, "queued")).toBe(1);
});

test("many are cancelled in slices between which others are answered", async () => {
  await using app = await openTest();
  lay(app, 500, "queued", "many");
  let answered = 0;
  const cancelling = app.client.call("POST", "/admin/executions/cancel", { tag: "many" }, 200);
  let done = false;
  void cancelling.then(() => {
    done = true;
  });
  while (!done) {
    await app.client.call("GET", "/health/liveness");
    answered++;
  }
  const { ids, ...told } = await cancelling;
  expect([told, ids.length]).toEqual([{ matched: 500, done: 500, skipped: {}, ids_cut: true }, 100]);
  expect(count(app, "queued")).toBe(0);
  expect(answered).toBeGreaterThan(5);
}, 30_000);
