import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DamagedError, findDamage, findDangling, openToRead } from "./check.ts";
import { openDb } from "./open.ts";

const MIGRATIONS = resolve(import.meta.dir, "../../drizzle");

let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "check-"));
  path = join(dir, "test.db");
  const db = openDb(path, MIGRATIONS);
  const insert = db.sqlite.query("INSERT INTO server_state (key, value) VALUES (?, ?)");
  for (let i = 0; i < 500; i++) insert.run(`key ${i}`, "x".repeat(500));
  db.close();
});

afterEach(() => rmSync(dir, { recursive: true }));

/** Spoils what lies in the middle of the file, as a bad disk does. */
function spoil(): void {
  const bytes = readFileSync(path);
  for (let at = bytes.length - 200_000; at < bytes.length - 50_000; at += 997) bytes[at] = 0xff ^ (bytes[at] ?? 0);
  writeFileSync(path, bytes);
}

/** As a server leaves it that was killed: the log is still there. */
function crash(): void {
  const sqlite = new Database(path);
  sqlite.run("INSERT INTO server_state (key, value) VALUES ('last', '')");
  for (const ending of ["", "-wal"]) copyFileSync(path + ending, `${path}.crashed${ending}`);
  sqlite.close();
  for (const ending of ["", "-wal"]) copyFileSync(`${path}.crashed${ending}`, path + ending);
}

function damageOf(how?: "full"): string[] {
  using database = openToRead(path);
  return findDamage(database, how);
}

test("a whole database has no damage, and a spoilt one is described", () => {
  expect([damageOf(), damageOf("full")]).toEqual([[], []]);
  spoil();
  expect(damageOf().length).toBeGreaterThan(0);
});

test("rows that point at nothing are named", () => {
  const sqlite = new Database(path);
  sqlite.run("PRAGMA foreign_keys = OFF");
  sqlite.run("INSERT INTO execution_tags (tag, execution_id) VALUES ('x', 'gone')");
  expect(findDangling(sqlite)).toEqual(["rows of execution_tags point at nothing in executions"]);
  sqlite.close();
});

test("after a crash the start looks, and refuses what is damaged", () => {
  crash();
  spoil();
  expect(() => openDb(path, MIGRATIONS)).toThrow(DamagedError);
  expect(() => openDb(path, MIGRATIONS)).toThrow("agented backup restore");
});

test("after a crash that did no damage it goes on, with what was written last", () => {
  crash();
  const db = openDb(path, MIGRATIONS);
  expect(db.sqlite.query("SELECT 1 FROM server_state WHERE key = 'last'").all()).toHaveLength(1);
  db.close();
});
