import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "~/cli/index.ts";
import { readConfig } from "~/config.ts";
import { fakeClock } from "~/kit/clock.ts";
import { identify, type Leader } from "~/process/index.ts";
import type { Client } from "~/testing/client.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import type { Backup } from "./model.ts";

const HOUR_MS = 3_600_000;
const SECRET = "a-secret-of-a-channel";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-backups-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const dataOf = (name: string) => join(dir, name);

/** The command line on one data directory. */
async function agented(data: string, ...argv: string[]) {
  const said = { out: [] as string[], err: [] as string[] };
  const code = await runCli(argv, {
    config: () => readConfig({ AGENTED_DATA_DIR: data, MIN_FREE_DISK_BYTES: "0" }),
    out: (text) => said.out.push(text),
    err: (text) => said.err.push(text),
    stdin: async () => "",
    terminal: false,
    told: () => new AbortController().signal,
  });
  return { code, out: said.out.join("").trim(), err: said.err.join("").trim() };
}

/** A server that has done some work and is closed again; answers what it holds. */
async function fill(data: string) {
  const server = await openTest({ AGENTED_DATA_DIR: data, MIN_FREE_DISK_BYTES: "0" });
  await server.client.trigger({ name: "hooked", source: { kind: "webhook", secret: SECRET } });
  for (const text of ["one", "two"]) await server.client.finished(await server.client.start(["echo", text]));
  await server.close();
  const { out } = await agented(data, "backup", "create", "--to", dataOf("kept"));
  const held = contents(data);
  return { backup: out, held };
}

/** Every row of every table that stays as it is over a start. */
function contents(data: string) {
  using database = new Database(join(data, "agented.db"), { readonly: true });
  const tables = database.query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const lasting = tables.map(({ name }) => name).filter((name) => !/^sqlite_|server_state|followers$|keys$/.test(name));
  return Object.fromEntries(lasting.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]));
}

const manifestOf = (backup: string) => JSON.parse(readFileSync(join(backup, "manifest.json"), "utf8"));

test("what is backed up and restored elsewhere is a server with the same contents", async () => {
  const { backup, held } = await fill(dataOf("first"));
  expect(await agented(dataOf("first"), "backup", "verify", backup)).toMatchObject({
    code: 0,
    out: expect.stringContaining("is whole: of"),
  });
  const told = await agented(dataOf("second"), "backup", "restore", backup);
  expect([told.code, told.err]).toEqual([0, ""]);
  expect(contents(dataOf("second"))).toEqual(held);
  await using server = await openTest({ AGENTED_DATA_DIR: dataOf("second") });
  const { executions } = await server.client.call("GET", "/admin/executions");
  expect(await Promise.all(executions.map(({ id }: { id: string }) => server.client.lines(id)))).toEqual([
    ["two"],
    ["one"],
  ]);
  await server.close();
  expect(contents(dataOf("second"))).toEqual(held);
}, 20_000);

test("the keys are in it only when asked for, for their owner alone, and the manifest shows nothing of them", async () => {
  const { backup } = await fill(dataOf("first"));
  expect(readdirSync(backup).sort()).toEqual(["agented.db", "manifest.json"]);
  const { out: with_keys, err } = await agented(dataOf("first"), "backup", "create", "--with-secrets");
  expect(err).toContain("opens every stored secret");
  const key = readFileSync(join(with_keys, "secret_key"), "utf8").trim();
  expect(statSync(join(with_keys, "secret_key")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dataOf("first"), "secret_key"), "utf8").trim()).toBe(key);
  expect(manifestOf(with_keys).files.find(({ name }: { name: string }) => name === "secret_key").sha256).toBeNull();
  expect(JSON.stringify(manifestOf(with_keys))).not.toContain(key);
});

test("a restore without the keys says so, and so do the doctor and the next start", async () => {
  const { backup } = await fill(dataOf("first"));
  const data = dataOf("second");
  expect((await agented(data, "backup", "restore", backup)).out).toContain("The secret key is not in this backup");
  expect((await agented(data, "doctor")).out).toMatch(/fail {2}secret key .*is gone: stored secrets cannot be read/);
  const { log, lines } = memoryLog("warn");
  await using server = await openTest({ AGENTED_DATA_DIR: data }, { log });
  expect(lines[0].msg).toContain("stored secrets cannot be read");
  await server.close();
  const { out: with_keys } = await agented(dataOf("first"), "backup", "create", "--with-secrets");
  expect((await agented(dataOf("third"), "backup", "restore", with_keys)).out).not.toContain("not in this backup");
  const { log: third, lines: warned } = memoryLog("warn");
  await using whole = await openTest({ AGENTED_DATA_DIR: dataOf("third") }, { log: third });
  expect(warned).toEqual([]);
  expect(whole.data_dir).toBe(dataOf("third"));
});

test("over what stands there only --force restores, and keeps it; while a server runs nothing does", async () => {
  const { backup, held } = await fill(dataOf("first"));
  const data = dataOf("second");
  const server = await openTest({ AGENTED_DATA_DIR: data });
  await server.client.trigger({ name: "the second's own" });
  expect(await agented(data, "backup", "restore", backup, "--force")).toMatchObject({ code: 75 });
  await server.close();
  const own = contents(data);
  const refused = await agented(data, "backup", "restore", backup);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("--force")]);
  expect(contents(data)).toEqual(own);
  const { code, out } = await agented(data, "backup", "restore", backup, "--force");
  expect([code, contents(data)]).toEqual([0, held]);
  const [, kept = ""] = /kept as (\S+)\.$/m.exec(out) ?? [];
  using before = new Database(kept, { readonly: true });
  expect(before.query("SELECT 1 FROM triggers WHERE name = ?").all("the second's own")).toHaveLength(1);
});

const spoils: [what: string, spoil: (backup: string) => void, said: RegExp][] = [
  ["a file that was changed", (backup) => writeFileSync(join(backup, "agented.db"), "x", { flag: "a" }), /SHA-256/],
  ["a missing file", (backup) => rmSync(join(backup, "agented.db")), /is missing/],
  ["a missing manifest", (backup) => rmSync(join(backup, "manifest.json")), /is no backup/],
  ["a manifest that is none", (backup) => writeFileSync(join(backup, "manifest.json"), "{}"), /not the manifest/],
  ["a newer schema", (backup) => rewrite(backup, { migrations: ["0999_later"] }), /newer program, 0\.1\.0: 0999_later/],
  ["rows that went", (backup) => rewrite(backup, { counts: { triggers: 7 } }), /does not hold what/],
];

function rewrite(backup: string, fields: object): void {
  writeFileSync(join(backup, "manifest.json"), JSON.stringify({ ...manifestOf(backup), ...fields }));
}

test.each(spoils)("%s is found by verify, and restore refuses it", async (_, spoil, said) => {
  const { backup } = await fill(dataOf("first"));
  spoil(backup);
  for (const verb of ["verify", "restore"]) {
    const { code, err } = await agented(dataOf("second"), "backup", verb, backup);
    expect([code, err]).toEqual([1, expect.stringMatching(said)]);
  }
  expect(existsSync(join(dataOf("second"), "agented.db"))).toBe(false);
});

/** Until none is being made. */
function made(client: Client) {
  return until("the backup to be made", async () => {
    const { backups } = await client.call("GET", "/admin/backups");
    return backups.every(({ status }: { status: string }) => status !== "running") && backups;
  });
}

test("a running server makes one beside its work, lists it, and deletes it", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  const begun = await app.client.call("POST", "/admin/backups");
  expect(begun).toMatchObject({
    status: "running",
    cause: "person",
    secrets: false,
    expected_bytes: expect.any(Number),
  });
  await app.client.call("POST", "/admin/backups", undefined, 409);
  await app.client.call("DELETE", `/admin/backups/${begun.id}`, undefined, 409);
  const [backup] = await made(app.client);
  expect(backup).toMatchObject({
    id: begun.id,
    status: "done",
    schema: expect.stringMatching(/^\d{4}_/),
    failure: null,
  });
  expect(backup.size_bytes).toBeGreaterThan(100_000);
  expect(await agented(app.data_dir, "backup", "verify", backup.id)).toMatchObject({ code: 0 });
  await app.client.call("DELETE", `/admin/backups/${begun.id}`, undefined, 204);
  await app.client.call("GET", `/admin/backups/${begun.id}`, undefined, 404);
  expect(existsSync(backup.path)).toBe(false);
});

test("the list pages, newest first", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    ids.unshift((await app.client.call("POST", "/admin/backups")).id);
    await made(app.client);
  }
  const first = await app.client.call("GET", "/admin/backups?limit=2");
  const rest = await app.client.call("GET", `/admin/backups?limit=2&cursor=${first.next_cursor}`);
  expect([...first.backups, ...rest.backups].map(({ id }) => id)).toEqual(ids);
  expect(rest.next_cursor).toBeNull();
});

test("one that fails says why, and leaves nothing of itself", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  app.ctx.config.db_path = join(app.data_dir, "instance.json");
  const { id } = await app.client.call("POST", "/admin/backups");
  const [backup] = await made(app.client);
  expect(backup).toMatchObject({ id, status: "failed", failure: expect.stringContaining("not a database") });
  expect(readdirSync(backup.path)).toEqual(["manifest.json"]);
});

test("where none can be laid it is said, and the audit log tells of none", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  symlinkSync(join(app.data_dir, "gone"), join(app.data_dir, "backups"));
  const { code, detail } = await app.client.call("POST", "/admin/backups", undefined, 503);
  expect([code, detail]).toEqual(["backups_unwritable", expect.stringContaining(join(app.data_dir, "backups"))]);
  expect((await app.client.call("GET", "/admin/audit?action=backup.created")).entries).toEqual([]);
});

test("what the audit log cannot tell of is not begun", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  app.ctx.db.sqlite.run("CREATE TEMP TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END");
  await app.client.call("POST", "/admin/backups", undefined, 500);
  expect(readdirSync(join(app.data_dir, "backups"))).toEqual([]);
});

test("without room none is begun", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: String(1024 ** 4) });
  const { code } = await app.client.call("POST", "/admin/backups", undefined, 503);
  expect(code).toBe("disk_full");
  expect((await app.client.call("GET", "/admin/backups")).backups).toEqual([]);
});

test("every BACKUP_EVERY_HOURS one is made by itself, and the newest BACKUP_KEEP of these stay", async () => {
  const clock = fakeClock();
  const env = { BACKUP_EVERY_HOURS: "1", BACKUP_KEEP: "2", MIN_FREE_DISK_BYTES: "0" };
  await using app = await openTest(env, { clock });
  const asked = await app.client.call("POST", "/admin/backups");
  await made(app.client);
  const seen = new Set<string>();
  const left = await until("the fourth by schedule, and the second to go", async () => {
    clock.advance(HOUR_MS);
    const backups: Backup[] = await made(app.client);
    const own = backups.filter(({ cause }) => cause === "schedule");
    for (const { id } of own) seen.add(id);
    return seen.size >= 4 && own.length === 2 ? backups : undefined;
  });
  expect(left.at(-1)?.id).toBe(asked.id);
  const [newest = 0, older = 0] = left.map(({ created_at }) => Date.parse(created_at));
  expect(newest - older).toBeGreaterThanOrEqual(HOUR_MS);
}, 30_000);

/** A draft, as this process would lay it. */
const ME = identify(process.pid);
const draftOf = (id: number, { pid, started, machine_boot }: Leader) =>
  `bak-01kb3m6g00000000000${id}.${pid}.${started}.${machine_boot}.tmp`;

test("what a crash left of one is removed at the start, whoever has its pid now; what another makes stays", async () => {
  const data = dataOf("first");
  const mine = draftOf(0, ME);
  const left = [
    draftOf(1, { ...ME, pid: 99999999 }),
    draftOf(2, { ...ME, started: ME.started - 1 }),
    draftOf(3, { ...ME, machine_boot: "another" }),
    `bak-01kb3m6g000000000004.${process.pid}.tmp`,
  ];
  for (const name of [mine, ...left]) mkdirSync(join(data, "backups", name), { recursive: true });
  await using app = await openTest({ AGENTED_DATA_DIR: data });
  expect(readdirSync(join(app.data_dir, "backups"))).toEqual([mine]);
});

test("what is left by one whose pid another has now holds up no backup; one that is being made does", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" });
  await app.client.call("POST", "/admin/backups", undefined, 202);
  const [{ path }] = await made(app.client);
  const lay = (maker: Leader) => cpSync(path, join(path, "..", draftOf(0, maker)), { recursive: true });
  lay({ ...ME, started: ME.started - 1 });
  await app.client.call("POST", "/admin/backups", undefined, 202);
  await made(app.client);
  lay(ME);
  await app.client.call("POST", "/admin/backups", undefined, 409);
});

test("while the database is locked none is deleted, for nobody could say who did", async () => {
  await using app = await openTest({ MIN_FREE_DISK_BYTES: "0" }, { log: memoryLog().log });
  await app.client.call("POST", "/admin/backups");
  const [{ id, path }] = await made(app.client);
  const unlock = lockDatabase(app.ctx.config.db_path);
  await app.client.call("DELETE", `/admin/backups/${id}`, undefined, 503);
  unlock();
  expect(existsSync(path)).toBe(true);
  await app.client.call("DELETE", `/admin/backups/${id}`, undefined, 204);
});
