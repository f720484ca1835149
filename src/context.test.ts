import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "./config.ts";
import { LockedError } from "./db/lock.ts";
import { fakeClock } from "./kit/clock.ts";
import { startServer } from "./server.ts";
import { memoryLog } from "./testing/memory-log.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "context-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function start(env: Record<string, string> = {}) {
  const { log, lines } = memoryLog();
  let printed = "";
  const config = readConfig({ PORT: "0", AGENTED_DATA_DIR: dir, ...env });
  const print = (text: string) => {
    printed += text;
  };
  const server = await startServer(config, { print, overrides: { log, clock: fakeClock() } });
  const status = async (key: string) =>
    (await fetch(`${server.url}/admin/triggers`, { headers: { "X-API-Key": key } })).status;
  return { ...server, status, printed: () => printed, lines, [Symbol.asyncDispose]: () => server.close() };
}

const modeOf = (name: string) => statSync(join(dir, name)).mode & 0o777;

test("the first start makes a key, shows it once and keeps it; the next one knows it", async () => {
  const first = await start();
  const key = readFileSync(join(dir, "api_key"), "utf8").trim();
  expect(key).toMatch(/^agk_[\w-]{32}$/);
  expect(first.printed()).toContain(key);
  expect(await first.status(key)).toBe(200);
  await first.close();
  await using second = await start();
  expect(second.printed()).toBe("");
  expect(await second.status(key)).toBe(200);
});

test("what lies in the data directory is for its owner alone", async () => {
  await using server = await start();
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  for (const name of ["api_key", "secret_key", "agented.db", "instance.json", "instance.lock"])
    expect([name, modeOf(name)]).toEqual([name, 0o600]);
  expect(server.url).toStartWith("http://127.0.0.1:");
});

test("AGENTED_API_KEY is the key, none is made, and another one takes its place", async () => {
  const first = await start({ AGENTED_API_KEY: "first-key-given" });
  expect([await first.status("first-key-given"), existsSync(join(dir, "api_key"))]).toEqual([200, false]);
  expect(readFileSync(join(dir, "agented.db"), "latin1")).not.toContain("first-key-given");
  await first.close();
  await using second = await start({ AGENTED_API_KEY: "second-key-given" });
  expect([await second.status("first-key-given"), await second.status("second-key-given")]).toEqual([401, 200]);
});

test("an empty api_key file opens nothing: the server does not start", async () => {
  writeFileSync(join(dir, "api_key"), "\n");
  await expect(start()).rejects.toThrow("api_key is empty");
});

test("PORT and HOST are where it listens", async () => {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  await using server = await start({ PORT: String(port), HOST: "localhost" });
  expect(new URL(server.url).port).toBe(String(port));
  expect((await fetch(`http://localhost:${port}/health/liveness`)).status).toBe(200);
});

test("AGENTED_DB_PATH is where the database lies", async () => {
  await using server = await start({ AGENTED_DB_PATH: join(dir, "apart/mine.db") });
  expect([existsSync(join(dir, "apart/mine.db")), existsSync(join(dir, "agented.db"))]).toEqual([true, false]);
  expect(server.ctx.db.sqlite.filename).toBe(join(dir, "apart/mine.db"));
});

test("SECRET_KEY seals what is stored: under another it cannot be read", async () => {
  const first = await start({ SECRET_KEY: "ab".repeat(32) });
  const sealed = first.ctx.vault.seal("hush");
  await first.close();
  expect(existsSync(join(dir, "secret_key"))).toBe(false);
  const second = await start({ SECRET_KEY: "AB".repeat(32) });
  expect(second.ctx.vault.open(sealed)).toBe("hush");
  await second.close();
  await using third = await start();
  expect(() => third.ctx.vault.open(sealed)).toThrow("SECRET_KEY is not the one");
  expect(modeOf("secret_key")).toBe(0o600);
});

test("a secret_key file that cannot be used refuses the start, unless ALLOW_EPHEMERAL_KEY=1", async () => {
  mkdirSync(join(dir, "secret_key"));
  await expect(start()).rejects.toThrow("EISDIR");
  const other = mkdtempSync(join(dir, "other-"));
  mkdirSync(join(other, "secret_key"));
  await using server = await start({ AGENTED_DATA_DIR: other, ALLOW_EPHEMERAL_KEY: "1" });
  expect(server.lines).toContainEqual(
    expect.objectContaining({ level: 40, msg: expect.stringContaining("in memory") }),
  );
  expect(server.ctx.vault.open(server.ctx.vault.seal("hush"))).toBe("hush");
});

test("a secret_key that is no key is refused with or without it", async () => {
  writeFileSync(join(dir, "secret_key"), "a passphrase\n");
  await expect(start({ ALLOW_EPHEMERAL_KEY: "1" })).rejects.toThrow("64 hexadecimal digits");
});

test("a start that is refused lets the data directory go", async () => {
  writeFileSync(join(dir, "secret_key"), "a passphrase\n");
  await expect(start()).rejects.toThrow("64 hexadecimal digits");
  rmSync(join(dir, "secret_key"));
  await using server = await start();
  await expect(start()).rejects.toThrow(LockedError);
  expect((await fetch(`${server.url}/health/liveness`)).status).toBe(200);
});

test("warnings of the configuration reach the log", async () => {
  await using server = await start({ AGENTED_PORT: "1" });
  expect(server.lines).toContainEqual(
    expect.objectContaining({ level: 40, msg: "AGENTED_PORT is no setting of this server" }),
  );
});
