import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { backends } from "~/backends/index.ts";
import { readConfig } from "~/config.ts";
import { systemClock } from "~/kit/clock.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import versions from "~/testing/transcripts/VERSIONS.json";
import { type Check, examine, probes } from "./index.ts";
import { checkBun, checkCgroup, checkDisk, checkMemory } from "./machine.ts";

const FAKES = resolve(import.meta.dir, "../testing/bin");
const SYSTEM_PATH = process.env.PATH ?? "";
const isRoot = process.getuid?.() === 0;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-doctor-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** All findings by their name. */
async function found(env: Record<string, string> = {}): Promise<Record<string, Check>> {
  const base = { PORT: "0", AGENTED_DATA_DIR: join(dir, "data"), PATH: `${FAKES}:${SYSTEM_PATH}`, HOME: dir };
  const world = { probe: false, clock: systemClock, signal: new AbortController().signal };
  const checks: Record<string, Check> = {};
  for await (const check of examine(readConfig({ ...base, ...env }), world)) checks[check.name] = check;
  return checks;
}

/** A data directory as a server left it. */
async function usedData(): Promise<string> {
  const data = join(dir, "data");
  await (await openTest({ AGENTED_DATA_DIR: data })).close();
  return data;
}

test("before the first start nothing is wrong, and nothing is made", async () => {
  const checks = await found();
  expect(Object.values(checks).filter(({ state }) => state === "fail")).toEqual([]);
  expect(checks.database).toMatchObject({ state: "ok", says: expect.stringContaining("made at the first start") });
  expect(existsSync(join(dir, "data"))).toBe(false);
});

test("what a server left is read, and stays as it is", async () => {
  const data = await usedData();
  const files = () => readdirSync(data).map((name) => [name, statSync(join(data, name)).mtimeMs]);
  const before = files();
  const checks = await found();
  for (const name of ["data directory", "database", "secret key", "instance"])
    expect(checks[name]).toMatchObject({ state: "ok" });
  expect(checks.instance?.says).toContain(`pid ${process.pid}`);
  expect(files()).toEqual(before);
});

test("a running server is named, and goes on", async () => {
  await using server = await spawnServer();
  const checks = await found({ AGENTED_DATA_DIR: server.data_dir });
  expect(checks.instance?.says).toStartWith(`running: pid ${server.pid}`);
  expect(checks.database).toMatchObject({ state: "ok" });
  expect((await server.client.fetch("/health/readiness")).status).toBe(200);
});

test("a database of a newer version and one that is none fail", async () => {
  const path = join(await usedData(), "agented.db");
  const db = new Database(path);
  db.run("INSERT INTO schema_migrations (tag, created_at) VALUES ('9999_future', 1)");
  db.close();
  expect((await found()).database).toMatchObject({ state: "fail", says: expect.stringContaining("9999_future") });
  rmSync(`${path}-wal`, { force: true });
  writeFileSync(path, "no database at all, however long it is");
  expect((await found()).database).toMatchObject({ state: "fail", says: expect.stringContaining("cannot be read") });
});

test("a database that awaits migrations says how many", async () => {
  const path = join(await usedData(), "agented.db");
  const db = new Database(path);
  db.run("DELETE FROM schema_migrations WHERE tag NOT LIKE '0000%'");
  db.close();
  expect((await found()).database).toMatchObject({
    state: "ok",
    says: expect.stringMatching(/applies \d+ migrations/),
  });
});

test("a secret key that others can read, that is none, or that is another one is told", async () => {
  const data = await usedData();
  const path = join(data, "secret_key");
  const key = readFileSync(path, "utf8").trim();
  chmodSync(path, 0o644);
  expect((await found())["secret key"]).toMatchObject({ state: "warn", says: expect.stringContaining("by others") });
  chmodSync(path, 0o600);
  const db = new Database(join(data, "agented.db"));
  db.run("INSERT OR REPLACE INTO server_state (key, value) VALUES ('secret_key', 'of another')");
  db.close();
  expect((await found())["secret key"]).toMatchObject({
    state: "fail",
    says: expect.stringContaining("under another"),
  });
  writeFileSync(`${path}.next`, `${key}\n`);
  expect((await found())["secret key"]).toMatchObject({ state: "warn", says: expect.stringContaining("cut off") });
  writeFileSync(path, "a passphrase\n");
  expect((await found())["secret key"]).toMatchObject({ state: "fail", says: expect.stringContaining("hexadecimal") });
});

test("a data directory open to others is told, and one that cannot be written fails", async () => {
  const data = await usedData();
  chmodSync(data, 0o755);
  expect((await found())["data directory"]).toMatchObject({ state: "warn", says: expect.stringContaining("755") });
  expect((await found({ AGENTED_DATA_DIR: join(data, "secret_key/data") }))["data directory"]).toMatchObject({
    state: "fail",
  });
});

test("the four CLIs are found in the versions that were measured", async () => {
  const checks = await found({ ANTHROPIC_API_KEY: "key" });
  for (const { id, measured } of Object.values(probes)) {
    expect(versions[id]).toBe(measured);
    const state = id === "claude" ? "ok" : "warn";
    expect(checks[id]).toMatchObject({ state, says: expect.stringContaining(`${measured} (as measured)`) });
  }
  expect(checks.codex?.remedy).toStartWith("Log in: codex login");
});

test("a CLI that is missing, broken, older or newer is told with what to do", async () => {
  const bin = join(dir, "bin");
  mkdirSync(bin);
  const put = (name: string, script: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  put("claude", "echo '2.0.1 (Claude Code)'");
  put("codex", "echo codex-cli 0.200.0");
  put("gemini", "echo broken >&2; exit 1");
  const keys = { ANTHROPIC_API_KEY: "key", CODEX_API_KEY: "key" };
  const checks = await found({ PATH: `${bin}:/usr/bin:/bin`, ...keys });
  expect(checks.claude).toMatchObject({ state: "warn", says: expect.stringContaining("older than 2.1.329") });
  expect(checks.codex).toMatchObject({ state: "warn", remedy: expect.stringContaining("--probe") });
  expect(checks.gemini).toMatchObject({ state: "fail", says: expect.stringContaining("does not say its version") });
  expect(checks.opencode).toMatchObject({ state: "warn", remedy: expect.stringContaining("npm install") });
});

test.skipIf(!isRoot)("with RUN_AS_USER its hands are tried on the server's files", async () => {
  chmodSync(dir, 0o711);
  const data = await usedData();
  chmodSync(data, 0o711);
  const asked = async () => (await found({ RUN_AS_USER: "nobody" }))["agents' user"];
  expect(await asked()).toMatchObject({ state: "ok" });
  chmodSync(join(data, "secret_key"), 0o644);
  expect(await asked()).toMatchObject({ state: "fail", says: expect.stringContaining(join(data, "secret_key")) });
  expect((await found({ RUN_AS_USER: "nobody-of-that-name" }))["agents' user"]).toMatchObject({ state: "fail" });
});

test("without RUN_AS_USER it is said that agents can read all", async () => {
  expect((await found())["agents' user"]).toMatchObject({ state: "warn", says: expect.stringContaining("can read") });
});

test("what the machine lacks is told", () => {
  const config = readConfig({ AGENTED_DATA_DIR: dir });
  expect(checkBun("1.0.0")).toMatchObject({ state: "fail", says: expect.stringContaining("1.0.0 is older than") });
  expect(checkBun(Bun.version)).toMatchObject({ state: "ok" });
  expect(checkCgroup(false)).toMatchObject({ state: "warn", remedy: expect.stringContaining("Delegate=yes") });
  expect(checkCgroup(true)).toMatchObject({ state: "ok" });
  const needing = (MIN_FREE_DISK_BYTES: string) => readConfig({ AGENTED_DATA_DIR: dir, MIN_FREE_DISK_BYTES });
  expect(checkDisk(needing(String(1024 ** 4)))).toMatchObject({ state: "fail" });
  expect(checkDisk(needing("0"))).toMatchObject({ state: "ok" });
  const { claude, opencode } = backends;
  const memory = (gib: number) => checkMemory([claude, opencode], config, gib * 1024 ** 3);
  expect(memory(2.5)).toMatchObject({ state: "ok", says: expect.stringContaining("room for 3 runs of OpenCode") });
  expect(memory(0.9)).toMatchObject({ state: "warn" });
});

test("what the settings warn of is told too", async () => {
  expect((await found({ AGENTED_PORT: "1" })).settings).toMatchObject({ state: "warn" });
});
