import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { openTest } from "~/testing/server.ts";

const stranger = { headers: { "X-API-Key": "" } };

test.each([
  ["/health/liveness", "ok"],
  ["/health/readiness", "ready"],
])("%s shows a stranger the status and the time, and nothing else", async (path, status) => {
  await using app = await openTest();
  const response = await app.client.fetch(path, stranger);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status, time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
});

test("with a key the checks are shown", async () => {
  await using app = await openTest();
  const { checks } = await app.client.call("GET", "/health/readiness");
  expect(checks).toEqual([
    { name: "database", ok: true },
    { name: "disk", ok: true },
  ]);
});

test("it is not ready while the database cannot be written, and ready again afterwards", async () => {
  await using app = await openTest({}, { clock: fakeClock() });
  app.ctx.db.sqlite.run("PRAGMA query_only = ON");
  const open = await app.client.fetch("/health/readiness", stranger);
  expect([open.status, await open.json()]).toEqual([503, { status: "not_ready", time: expect.any(String) }]);
  const { checks } = await app.client.call("GET", "/health/readiness", undefined, 503);
  expect(checks[0]).toEqual({ name: "database", ok: false, detail: expect.stringContaining("readonly") });
  expect((await app.client.fetch("/health/liveness")).status).toBe(200);
  app.ctx.db.sqlite.run("PRAGMA query_only = OFF");
  expect((await app.client.fetch("/health/readiness", stranger)).status).toBe(200);
});

test("it is not ready when the disk has less left than MIN_FREE_DISK_BYTES", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: String(1024 ** 4) });
  const { status, checks } = await app.client.call("GET", "/health/readiness", undefined, 503);
  expect(status).toBe("not_ready");
  expect(checks[1]).toEqual({ name: "disk", ok: false, detail: expect.stringMatching(/^\d+ bytes left/) });
});
