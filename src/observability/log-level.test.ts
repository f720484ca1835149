import { expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeClock } from "~/kit/clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

async function stage() {
  const { log, lines } = memoryLog("info");
  const clock = fakeClock();
  const app = await openTest({}, { log, clock });
  const put = (body: unknown, status = 200) => app.client.call("PUT", "/admin/log-level", body, status);
  const requests = () => lines.filter(({ msg }) => msg === "request").length;
  return { ...app, clock, lines, put, requests, get: () => app.client.call("GET", "/admin/log-level") };
}

test("the level changes while the server runs, and back when its time is over", async () => {
  await using app = await stage();
  expect(await app.get()).toEqual({ level: "info", settings_level: "info", expires_at: null });
  const expires_at = app.clock.iso(app.clock.now() + 60_000);
  expect(await app.put({ level: "error", expires_at })).toEqual({ level: "error", settings_level: "info", expires_at });
  const quiet = app.requests();
  await app.get();
  expect(app.requests()).toBe(quiet);
  app.clock.advance(59_999);
  expect((await app.get()).level).toBe("error");
  app.clock.advance(1);
  expect(await app.get()).toEqual({ level: "info", settings_level: "info", expires_at: null });
  expect(app.requests()).toBe(quiet + 1);
  expect(app.lines.filter(({ msg }) => msg === "the log level is changed")).toHaveLength(2);
});

test("an instant months away is no sooner", async () => {
  await using app = await stage();
  expect((await app.put({ level: "error", expires_at: "2026-06-01T00:00:00Z" })).expires_at).toBe(
    "2026-06-01T00:00:00.000Z",
  );
  app.clock.advance(3_600_000);
  expect((await app.get()).level).toBe("error");
});

test("the second change outlasts the time of the first", async () => {
  await using app = await stage();
  await app.put({ level: "error", expires_at: app.clock.iso(app.clock.now() + 1_000) });
  await app.put({ level: "debug" });
  app.clock.advance(60_000);
  expect(await app.get()).toMatchObject({ level: "debug", expires_at: null });
});

test.each([
  [{ level: "loud" }, "level"],
  [{ level: "debug", expires_at: "2025-12-31T00:00:00Z" }, "expires_at"],
  [{ level: "debug", expires_at: "tomorrow" }, "expires_at"],
  [{ level: "debug", for_secs: 5 }, "for_secs"],
])("%j is refused, and changes nothing", async (body, path) => {
  await using app = await stage();
  expect((await app.put(body, 400)).errors).toMatchObject([{ path }]);
  expect((await app.get()).level).toBe("info");
});

test("SIGHUP takes LOG_LEVEL from LOG_LEVEL_FILE, and what cannot be read changes nothing", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "agented-test-")), "agented.env");
  await using server = await spawnServer({ LOG_LEVEL_FILE: file });
  const level = async () => (await server.client.call("GET", "/admin/log-level")).level;
  writeFileSync(file, "# ours\nPORT=1\nLOG_LEVEL=error\n");
  process.kill(server.pid, "SIGHUP");
  await until("the new level", async () => (await level()) === "error");
  expect(await server.client.call("GET", "/admin/log-level")).toMatchObject({ settings_level: "error" });
  writeFileSync(file, "LOG_LEVEL=debug\n");
  process.kill(server.pid, "SIGHUP");
  await until("the next", async () => (await level()) === "debug");
  writeFileSync(file, "LOG_LEVEL=loud\n");
  process.kill(server.pid, "SIGHUP");
  await until("the warning", () => server.output().includes("LOG_LEVEL cannot be read anew"));
  expect(await level()).toBe("debug");
}, 20_000);
