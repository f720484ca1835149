import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { schema } from "~/db/schema.ts";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { actsOn } from "~/testing/acts.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { dueNow, sweepSlice } from "./sweep.ts";

const DAY_MS = 24 * 60 * 60_000;

let clock: FakeClock;
let app: Awaited<ReturnType<typeof openTest>>;
beforeEach(async () => {
  clock = fakeClock();
  app = await openTest({ RETENTION_DAYS: "7", AUDIT_RETENTION_DAYS: "20" }, { clock });
});
afterEach(() => app[Symbol.asyncDispose]());

/** Days pass for what is there, and for nothing else: turned by days the clock would run every timer on the way. */
function age(days: number): void {
  const now = clock.now;
  clock.now = () => now() + days * DAY_MS;
}

const sweep = () => {
  for (let slices = 0; ; slices++) if (!sweepSlice(app.ctx, 1_000)) return slices;
};
const count = (table: string) => {
  const query = `SELECT count(*) AS n FROM ${table}`;
  return app.ctx.db.sqlite.query<{ n: number }, []>(query).get()?.n;
};

/** One that has ended, with so many lines more than it wrote. */
async function ended(lines = 0): Promise<string> {
  const script = 'echo hello; echo kept > "$AGENTED_ARTIFACTS_DIR/file"';
  const id = await app.client.start(["sh", "-c", script]);
  await until("its end", async () => {
    clock.advance(1_000);
    return (await app.client.execution(id)).ended_at;
  });
  await until("everybody to have heard of it", () => {
    clock.advance(1_000);
    return count("execution_news") === 0;
  });
  app.ctx.db.sqlite
    .query(
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n <= ?)
       INSERT INTO execution_lines SELECT ?, 1000 + n, 1, 0, 'stdout', 'more' FROM numbers WHERE n > 1`,
    )
    .run(lines, id);
  return id;
}

const there = async (id: string) => (await app.client.fetch(`/admin/executions/${id}`)).status === 200;

test("what has ended and is old goes whole, in slices, and one entry says how much", async () => {
  const old = await ended(2_500);
  const artifacts = join(app.data_dir, "artifacts", old);
  expect(existsSync(artifacts)).toBe(true);
  age(8);
  const young = await ended();
  expect((await app.client.call("GET", "/admin/retention")).due).toMatchObject({ executions: 1, lines: 2_501 });
  expect(sweep()).toBeGreaterThanOrEqual(3);
  expect([await there(old), await there(young)]).toEqual([false, true]);
  expect(count("execution_lines")).toBe((await app.client.execution(young)).last_seq);
  expect(count("attempts")).toBe(1);
  await until("its artifacts to go", () => !existsSync(artifacts));
  const removed = { executions: 1, lines: 2_501 };
  expect(actsOn(app.ctx, "retention")).toMatchObject([{ actor: "server", action: "retention.swept", after: removed }]);
  const { due, last_sweep } = await app.client.call("GET", "/admin/retention");
  expect(due).toMatchObject({ executions: 0, lines: 0 });
  expect(last_sweep).toMatchObject({ removed, ended_at: expect.any(String) });
});

test("what is pinned is kept until it no longer is", async () => {
  const id = await ended();
  const pin = (pinned: boolean) => app.client.call("PATCH", `/admin/executions/${id}`, { pinned }, 200);
  expect(await pin(true)).toMatchObject({ pinned: true });
  age(8);
  sweep();
  expect(await there(id)).toBe(true);
  await pin(false);
  sweep();
  expect(await there(id)).toBe(false);
  expect(actsOn(app.ctx, id).map(({ action }) => action)).toEqual(["execution.pinned", "execution.unpinned"]);
});

test("nothing unfinished goes, nor what it goes on with, nor the delivery that it came of", async () => {
  const base = await ended();
  const acted = await ended();
  await webhook(app.client, {}, { backend_config: { command: ["sleep", "600"] } });
  const { delivery_id, execution_ids } = await deliver(app.client, { n: 1 });
  const { executions, github_actions } = schema;
  app.ctx.db.orm.update(executions).set({ continues: base }).where(eq(executions.id, execution_ids[0])).run();
  app.ctx.db.insert(github_actions, {
    ...{ execution_id: acted, number: 1, kind: "comment", repository: "o/r", status: "pending" },
    ...{ not_before: "9999-01-01T00:00:00.000Z", created_at: clock.iso(), updated_at: clock.iso() },
  });
  age(8);
  expect(dueNow(app.ctx)).toMatchObject({ executions: 0, deliveries: 0, github_actions: 0 });
  sweep();
  for (const id of [base, acted, execution_ids[0]]) expect(await there(id)).toBe(true);
  expect(count("deliveries")).toBe(1);
  await app.client.call("POST", `/admin/executions/${execution_ids[0]}/cancel`);
  await until("its end", async () => {
    clock.advance(1_000);
    return (await app.client.execution(execution_ids[0])).ended_at;
  });
  sweep();
  expect(await app.client.fetch(`/admin/deliveries/${delivery_id}`).then(({ status }) => status)).toBe(404);
  expect(await there(base)).toBe(false);
});

test("what was used is still counted when the executions are gone", async () => {
  await ended();
  const rows = () => app.ctx.db.orm.select().from(schema.usage).all();
  const used = async () =>
    (await app.client.call("GET", "/admin/usage?group_by=trigger&from=2025-01-01T00:00:00Z")).groups;
  const before = { rows: rows(), used: await used() };
  age(8);
  sweep();
  expect(count("executions")).toBe(0);
  expect({ rows: rows(), used: await used() }).toEqual(before);
  expect(before.rows).toHaveLength(1);
});

test("deliveries, fires, notifications, actions and reviews go with their age, but for what waits", () => {
  const { db, newId } = app.ctx;
  const at = clock.iso();
  const message = {
    type: "x",
    at,
    title: "x",
    sentence: null,
    excerpt: null,
    execution: null,
    budget: null,
    digest: null,
  };
  const twice = [true, false] as const;
  for (const waits of twice) {
    const trigger_id = newId("trigger");
    db.insert(schema.schedule_fires, {
      ...{ id: newId("fire"), trigger_id, nominal_at: at, catch_up: false, outcome: waits ? "waiting" : "fired" },
    });
    db.insert(schema.notifications, {
      ...{ id: newId("notification"), channel_id: "", rule_id: "", event: "failure", message, created_at: at },
      status: waits ? "held" : "sent",
    });
    db.insert(schema.reviews, {
      ...{ id: newId("review"), repository: "o/r", number: waits ? 1 : 2, head_sha: "", trigger_id, execution_id: "" },
      ...{ status: waits ? "running" : "succeeded", created_at: at, updated_at: at },
    });
    db.insert(schema.deliveries, {
      ...{ id: newId("delivery"), source: "webhook", verified: true, dedupe_key: "", body_hash: "", headers: {} },
      ...{ body: Buffer.from("{}"), address: "", verdicts: [], request_id: "", received_at: at },
      status: waits ? "waiting" : "ignored",
    });
  }
  age(8);
  sweep();
  const left = ["schedule_fires", "notifications", "reviews", "deliveries"].map(count);
  expect(left).toEqual([1, 1, 1, 1]);
  expect(actsOn(app.ctx, "retention").at(-1)?.after).toEqual({
    schedule_fires: 1,
    notifications: 1,
    reviews: 1,
    deliveries: 1,
  });
});

test("the audit log is kept as long as AUDIT_RETENTION_DAYS says", async () => {
  await app.client.trigger({ name: "remembered" });
  const entries = count("audit_log");
  age(19);
  sweep();
  expect(count("audit_log")).toBe(entries);
  age(2);
  sweep();
  expect(actsOn(app.ctx, "retention").map(({ after }) => after)).toEqual([{ audit_log: entries }]);
});

test("a sweep that was cut off is one with the next", async () => {
  await ended(1_500);
  age(8);
  expect(sweepSlice(app.ctx, 1_000)).toBe(true);
  expect((await app.client.call("GET", "/admin/retention")).last_sweep).toMatchObject({
    ended_at: null,
    removed: { lines: 1_000 },
  });
  sweep();
  expect(actsOn(app.ctx, "retention")).toHaveLength(1);
  expect((await app.client.call("GET", "/admin/retention")).last_sweep.removed).toEqual({
    executions: 1,
    lines: 1_501,
  });
});
