import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, getTableColumns, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { readConfig } from "~/config.ts";
import { openContext } from "~/context.ts";
import { LockedError } from "~/db/lock.ts";
import { openDb } from "~/db/open.ts";
import { schema } from "~/db/schema.ts";
import type { Db } from "~/db/tx.ts";
import { layNext } from "~/kit/secret-file.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { openSecrets, planRotation, type Rotation, reseal, rotateSecrets, SEALED, sealedSecrets } from "./rotate.ts";

const OLD = "ab".repeat(32);
const NEW = "cd".repeat(32);
const SECRETS = ["secret-of-a-trigger", "secret-of-an-account"];

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-rotate-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const configOf = (env: Record<string, string> = {}) => readConfig({ AGENTED_DATA_DIR: dir, ...env });
const keyFile = () => join(dir, "secret_key");
const keyKept = () => readFileSync(keyFile(), "utf8").trim();

/** A database that holds two secrets; answers how they lie in it. */
async function fill(env: Record<string, string> = {}): Promise<string[]> {
  const server = await openTest({ AGENTED_DATA_DIR: dir, ...env });
  const [one, other] = SECRETS;
  await server.client.trigger({ source: { kind: "webhook", secret: one } });
  const key = { variable: "ANTHROPIC_API_KEY", secret: other };
  await server.client.call("POST", "/admin/accounts", { backend: "claude", name: "work", key }, 201);
  const lain = sealedSecrets(server.ctx.db.orm).map(({ sealed }) => sealed);
  await server.close();
  return lain;
}

/** What the next start reads of the secrets, and what it warns of. */
async function nextStart(env: Record<string, string> = {}) {
  const { log, lines } = memoryLog("warn");
  const ctx = openContext(configOf(env), { log });
  const secrets = sealedSecrets(ctx.db.orm).map(({ sealed }) => attempt(() => ctx.vault.open(sealed)));
  await ctx[Symbol.asyncDispose]();
  return { secrets, warnings: lines.map(({ msg }) => msg) };
}

function attempt(act: () => string): string {
  try {
    return act();
  } catch (error) {
    return String(error);
  }
}

/** A rotation up to some step, as a crash leaves it. */
function cutOff(steps: (db: Db, rotation: Rotation) => void): void {
  const config = configOf();
  const db = openDb(config.db_path, config.migrations_dir);
  steps(db, planRotation(config, db));
  db.close();
}

const cuts: [when: string, steps: (db: Db, rotation: Rotation) => void, taken: boolean][] = [
  ["before the transaction", (_, { path = "", to }) => layNext(path, to), false],
  [
    "before the new key takes its place",
    (db, rotation) => {
      layNext(rotation.path ?? "", rotation.to);
      reseal(db, rotation, openSecrets(db, rotation));
    },
    true,
  ],
];

test("a rotation seals all under a new key, which the next start knows", async () => {
  const lain = await fill();
  const before = keyKept();
  expect(rotateSecrets(configOf())).toMatch(
    /^2 stored secrets are sealed under a new key\. .*secret_key\. Stream tokens/,
  );
  expect([keyKept() === before, statSync(keyFile()).mode & 0o777, existsSync(`${keyFile()}.next`)]).toEqual([
    ...[false, 0o600, false],
  ]);
  const file = readFileSync(join(dir, "agented.db"), "latin1");
  expect(lain.filter((sealed) => file.includes(sealed))).toEqual([]);
  expect(await nextStart()).toEqual({ secrets: SECRETS, warnings: [] });
});

test("the secret of before, which a trigger still takes, is sealed anew too", async () => {
  const server = await openTest({ AGENTED_DATA_DIR: dir });
  const { id } = await server.client.trigger({ source: { kind: "webhook", secret: SECRETS[0] } });
  await server.client.call("POST", `/admin/triggers/${id}/secret/rotate`, { secret: SECRETS[1] }, 200);
  await server.close();
  rotateSecrets(configOf());
  expect((await nextStart()).secrets).toEqual(SECRETS.toReversed());
});

test("a rotation is written down as what somebody did on the command line", async () => {
  await fill();
  rotateSecrets(configOf());
  const db = openDb(configOf().db_path, configOf().migrations_dir);
  const acts = db.orm.select().from(schema.audit_log).where(eq(schema.audit_log.action, "secrets.rotated")).all();
  db.close();
  expect(acts).toMatchObject([{ actor: "command line", key_id: null, before: null, after: null }]);
});

test.each(cuts)("one that was cut off %s is mended by the next start", async (_, steps, taken) => {
  await fill();
  const before = keyKept();
  cutOff(steps);
  expect(existsSync(`${keyFile()}.next`)).toBe(true);
  expect(await nextStart()).toEqual({ secrets: SECRETS, warnings: [] });
  expect([keyKept() !== before, existsSync(`${keyFile()}.next`)]).toEqual([taken, false]);
});

test.each(cuts)("one that was cut off %s is mended by the next rotation", async (_, steps) => {
  await fill();
  rotateSecrets(configOf());
  cutOff(steps);
  rotateSecrets(configOf());
  expect(await nextStart()).toEqual({ secrets: SECRETS, warnings: [] });
});

test("a running server refuses, by its name", async () => {
  await using server = await openTest();
  const config = readConfig({ AGENTED_DATA_DIR: server.data_dir });
  expect(() => rotateSecrets(config)).toThrow(LockedError);
  expect(() => rotateSecrets(config)).toThrow(`pid ${process.pid}`);
});

test("SECRET_KEY of the environment is followed by NEW_SECRET_KEY", async () => {
  await fill({ SECRET_KEY: OLD });
  for (const given of ["", "short", OLD.toUpperCase()]) {
    const config = configOf({ SECRET_KEY: OLD, NEW_SECRET_KEY: given });
    expect(() => rotateSecrets(config)).toThrow("set NEW_SECRET_KEY to other 64");
  }
  const config = configOf({ SECRET_KEY: OLD, NEW_SECRET_KEY: NEW });
  expect(rotateSecrets(config)).toContain("Set SECRET_KEY to what NEW_SECRET_KEY is now");
  expect(existsSync(keyFile())).toBe(false);
  expect(await nextStart({ SECRET_KEY: NEW })).toEqual({ secrets: SECRETS, warnings: [] });
  const late = await nextStart({ SECRET_KEY: OLD });
  expect(late.warnings).toEqual([expect.stringContaining("not the one")]);
  expect(() => rotateSecrets(config)).toThrow("under NEW_SECRET_KEY already");
  expect(() => rotateSecrets(configOf({ NEW_SECRET_KEY: NEW }))).toThrow("goes with SECRET_KEY");
});

test("a secret that cannot be opened is named, and nothing is changed", async () => {
  const lain = await fill({ SECRET_KEY: OLD });
  const config = configOf({ SECRET_KEY: "ef".repeat(32), NEW_SECRET_KEY: NEW });
  expect(() => rotateSecrets(config)).toThrow(/trig-\w+ \(test\), acct-\w+ \(work\)\. Nothing is changed/);
  const ctx = openContext(configOf({ SECRET_KEY: OLD }));
  expect(sealedSecrets(ctx.db.orm).map(({ sealed }) => sealed)).toEqual(lain);
  await ctx[Symbol.asyncDispose]();
});

test("nor is a new key laid then", async () => {
  await fill({ SECRET_KEY: OLD });
  expect(() => rotateSecrets(configOf())).toThrow("not sealed under the present key");
  expect(existsSync(`${keyFile()}.next`)).toBe(false);
});

test("where there is no database nothing is made", () => {
  expect(() => rotateSecrets(configOf())).toThrow("there is no database");
  expect(existsSync(keyFile())).toBe(false);
});

test("no sealed column is forgotten", () => {
  const tables = Object.values(schema).filter((table) => is(table, SQLiteTable));
  const columns = tables.flatMap((table) => Object.values(getTableColumns(table)));
  const sealed = columns.filter(({ name }) => name.startsWith("sealed"));
  expect(new Set<unknown>(sealed)).toEqual(new Set<unknown>(SEALED.map(({ column }) => column)));
});
