import { expect, test } from "bun:test";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fakeClock } from "~/kit/clock.ts";
import { openTest } from "~/testing/server.ts";

const stranger = { headers: { "X-API-Key": "" } };
const NAMES = ["database", "migrations", "scheduler", "lock", "disk", "running"];

test.each([
  ["/health/liveness", "ok"],
  ["/health/readiness", "ready"],
])("%s shows a stranger the status and the time, and nothing else", async (path, status) => {
  await using app = await openTest();
  const response = await app.client.fetch(path, stranger);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status, time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
});

/** A server whose clock is turned a second before each look, so that each is a fresh one. */
async function stage(env: Record<string, string> = {}) {
  const clock = fakeClock();
  const app = await openTest({ LOG_LEVEL: "silent", ...env }, { clock });
  const look = async () => {
    clock.advance(1_000);
    const response = await app.client.fetch("/health/readiness");
    const { checks, status } = (await response.json()) as { status: string; checks: { name: string; ok: boolean }[] };
    return { code: response.status, status, checks, bad: checks.filter(({ ok }) => !ok) };
  };
  return { ...app, clock, look };
}

test("with a key the checks are shown", async () => {
  await using app = await stage();
  const { code, checks } = await app.look();
  expect([code, checks]).toEqual([200, NAMES.map((name) => ({ name, ok: true }))]);
});

test("it is not ready while the database cannot be written, and ready again afterwards", async () => {
  await using app = await stage();
  app.ctx.db.sqlite.run("PRAGMA query_only = ON");
  const { code, bad } = await app.look();
  const said = { detail: expect.stringContaining("readonly"), remedy: expect.stringContaining("rights") };
  expect([code, bad]).toEqual([503, [{ name: "database", ok: false, ...said }]]);
  const open = await app.client.fetch("/health/readiness", stranger);
  expect([open.status, await open.json()]).toEqual([503, { status: "not_ready", time: expect.any(String) }]);
  expect((await app.client.fetch("/health/liveness")).status).toBe(200);
  app.ctx.db.sqlite.run("PRAGMA query_only = OFF");
  expect((await app.look()).code).toBe(200);
});

test("it is not ready when the disk has less left than MIN_FREE_DISK_BYTES", async () => {
  await using app = await stage({ MIN_FREE_DISK_BYTES: String(1024 ** 4) });
  const { status, bad } = await app.look();
  expect(status).toBe("not_ready");
  expect(bad).toMatchObject([{ name: "disk", detail: expect.stringMatching(/^\d+ bytes left/) }]);
});

test("it is not ready when a migration is missing", async () => {
  await using app = await stage();
  app.ctx.db.sqlite.run("DELETE FROM schema_migrations WHERE tag = '0001_accounts'");
  expect((await app.look()).bad).toMatchObject([{ name: "migrations", detail: "0001_accounts did not run" }]);
});

test("it is not ready when the scheduler has not looked for 90 seconds", async () => {
  await using app = await stage();
  app.clock.advance(300_000);
  expect((await app.look()).code).toBe(200);
  const { monotonic } = app.clock;
  app.clock.monotonic = () => monotonic() + 91_000;
  expect((await app.look()).bad).toMatchObject([
    { name: "scheduler", detail: expect.stringMatching(/^it last looked 9\d s/) },
  ]);
});

test("it is not ready when another server could take the data directory", async () => {
  await using app = await stage();
  const path = join(app.data_dir, "instance.lock");
  renameSync(path, `${path}.away`);
  expect((await app.look()).bad).toMatchObject([{ name: "lock" }]);
  await Bun.write(path, "");
  expect((await app.look()).bad).toMatchObject([{ name: "lock" }]);
  rmSync(path);
  renameSync(`${path}.away`, path);
  expect((await app.look()).code).toBe(200);
});

test("it is not ready from the moment it is told to stop", async () => {
  await using app = await stage();
  expect((await app.look()).code).toBe(200);
  app.ctx.vitals.stopping = true;
  const { checks } = await app.client.call("GET", "/health/readiness", undefined, 503);
  expect(checks.at(-1)).toMatchObject({ name: "running", ok: false });
});

test("however many ask, the database is written once a second", async () => {
  await using app = await stage();
  await app.look();
  const written = () => app.ctx.db.sqlite.query("SELECT value FROM server_state WHERE key = 'readiness'").get();
  const before = written();
  app.clock.advance(999);
  for (let i = 0; i < 20; i++) await app.client.fetch("/health/readiness", stranger);
  expect(written()).toEqual(before);
  app.clock.advance(1);
  await app.client.fetch("/health/readiness", stranger);
  expect(written()).not.toEqual(before);
});
