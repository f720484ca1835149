import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, readConfig } from "~/config.ts";
import { fakeClock, systemClock } from "~/kit/clock.ts";
import { spawnServer } from "~/testing/server.ts";
import { checkClock } from "./clock.ts";
import { checkPublicUrl, judge } from "./connection.ts";
import { checkBackups, checkIntegrity, checkWal } from "./health.ts";
import { checkPort } from "./port.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const MIB = 1024 * 1024;

let dir: string;
let config: Config;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-doctor-"));
  config = readConfig({ AGENTED_DATA_DIR: dir, PATH: process.env.PATH });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function fillDatabase(): void {
  using db = new Database(config.db_path);
  db.run("CREATE TABLE rows (text TEXT)");
  const texts = Array.from({ length: 2_000 }, (_, i) => `${i} `.repeat(40));
  db.run("INSERT INTO rows SELECT value FROM json_each(?)", [JSON.stringify(texts)]);
}

test("a port that is free, ours, or another's is told apart", async () => {
  using stranger = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("hello") });
  const at = (PORT: string | number) => checkPort(readConfig({ PORT: `${PORT}` }));
  expect(await at(stranger.port ?? 0)).toMatchObject({ state: "fail", remedy: expect.stringContaining("ss -ltnp") });
  const { port = 0 } = stranger;
  await stranger.stop(true);
  expect(await at(port)).toMatchObject({ state: "ok", says: expect.stringContaining("free") });
  await using server = await spawnServer();
  expect(await at(new URL(server.client.url).port)).toMatchObject({
    state: "ok",
    says: expect.stringContaining("Agented"),
  });
  const elsewhere = await checkPort(readConfig({ HOST: "203.0.113.1" }));
  expect(elsewhere).toMatchObject({ state: "fail", remedy: expect.stringContaining("HOST") });
}, 20_000);

test("the server is asked through PUBLIC_URL how the request reached it", async () => {
  await using server = await spawnServer();
  const settings = { AGENTED_DATA_DIR: server.data_dir, PUBLIC_URL: server.client.url };
  const asked = (more: Record<string, string> = {}) => checkPublicUrl(readConfig({ ...settings, ...more }));
  expect(await asked({ AGENTED_API_KEY: server.client.key })).toMatchObject({
    state: "ok",
    says: expect.stringContaining("from 127.0.0.1"),
  });
  expect(await asked({ AGENTED_API_KEY: "another-key" })).toMatchObject({
    state: "warn",
    says: expect.stringContaining("key"),
  });
  await server.kill("SIGTERM");
  expect(await asked()).toMatchObject({ state: "warn", says: expect.stringContaining("does not answer") });
  expect(await checkPublicUrl(config)).toBeUndefined();
}, 20_000);

const SEEN = { address: "192.0.2.1", peer: "127.0.0.1", forwarded: true, trusted: true, over_tls: true };

test.each([
  ["is not believed", { trusted: false }, "TRUST_PROXY=127.0.0.1"],
  ["does not say for whom", { forwarded: false }, "X-Forwarded-For"],
  ["hides that it was TLS", { over_tls: false }, "X-Forwarded-Proto"],
])("a proxy that %s is told with what to do", (_, fault, remedy) => {
  expect(judge("https://agented.test", SEEN)).toMatchObject({ state: "ok" });
  expect(judge("https://agented.test", { ...SEEN, ...fault })).toMatchObject({
    state: "fail",
    remedy: expect.stringContaining(remedy),
  });
});

test("a clock behind what was written is told", async () => {
  expect(await checkClock(config, systemClock)).toMatchObject({
    name: "clock",
    says: expect.stringMatching(/^20\d\d-/),
  });
  writeFileSync(config.db_path, "");
  const now = Date.UTC(2026, 0, 1);
  utimesSync(config.db_path, now / 1_000 + 60, now / 1_000 + 60);
  expect(await checkClock(config, fakeClock(now))).toMatchObject({
    state: "fail",
    says: expect.stringContaining("60 s behind"),
  });
});

test("damage is found, and a whole file is not", () => {
  expect(checkIntegrity(config)).toMatchObject({ state: "ok", says: "there is none yet" });
  fillDatabase();
  expect(checkIntegrity(config)).toMatchObject({ state: "ok", says: expect.stringContaining("no damage") });
  const bytes = readFileSync(config.db_path);
  bytes.fill(0xff, 4_096 * 3, 4_096 * 5);
  writeFileSync(config.db_path, bytes);
  expect(checkIntegrity(config)).toMatchObject({ state: "fail", remedy: expect.stringContaining("backup restore") });
});

test("a write-ahead log that only grows is told", () => {
  expect(checkWal(config)).toMatchObject({ state: "ok" });
  writeFileSync(`${config.db_path}-wal`, "");
  truncateSync(`${config.db_path}-wal`, 300 * MIB);
  expect(checkWal(config)).toMatchObject({ state: "warn", says: expect.stringContaining("300 MiB") });
});

test("a backup that is missing or old is told", () => {
  const now = systemClock.now();
  expect(checkBackups(config, now)).toMatchObject({ state: "ok" });
  fillDatabase();
  expect(checkBackups(config, now)).toMatchObject({ state: "warn", remedy: expect.stringContaining("backup create") });
  mkdirSync(join(dir, "backups/bak-1"), { recursive: true });
  expect(checkBackups(config, now)).toMatchObject({ state: "ok", says: "the newest of 1 is of today" });
  expect(checkBackups(config, now + 8.5 * DAY_MS)).toMatchObject({
    state: "warn",
    says: expect.stringContaining("8 days old"),
  });
  // One that is being made is none.
  mkdirSync(join(dir, "backups/bak-2.1.tmp"));
  expect(checkBackups(config, now)).toMatchObject({ says: expect.stringContaining("newest of 1 ") });
});
