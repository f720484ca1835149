import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MigrationError } from "./migrate.ts";
import { openDb } from "./open.ts";

let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "migrate-"));
  path = join(dir, "test.db");
});

afterEach(() => rmSync(dir, { recursive: true }));

/** Lays the migrations out as drizzle-kit does and answers their directory. */
function lay(...migrations: string[][]): string {
  const to = join(dir, "migrations");
  mkdirSync(join(to, "meta"), { recursive: true });
  const entries = migrations.map((statements, idx) => {
    const tag = `000${idx}_step`;
    writeFileSync(join(to, `${tag}.sql`), statements.join("\n--> statement-breakpoint\n"));
    return { idx, tag, when: 1_000 + idx };
  });
  writeFileSync(join(to, "meta/_journal.json"), JSON.stringify({ entries }));
  return to;
}

/** Opens, looks, closes. */
function after<T>(migrations: string, look: (sqlite: Database) => T): T {
  const db = openDb(path, migrations);
  const seen = look(db.sqlite);
  db.close();
  return seen;
}

const FIRST = [
  "CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT) STRICT",
  "CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents(id) ON DELETE CASCADE) STRICT",
];
const SECOND = ["CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT"];
/** What drizzle-kit writes to change a column. */
const REBUILD = [
  "PRAGMA foreign_keys=OFF",
  "CREATE TABLE __new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
  "INSERT INTO __new_parents SELECT id, coalesce(name, '') FROM parents",
  "DROP TABLE parents",
  "ALTER TABLE __new_parents RENAME TO parents",
  "PRAGMA foreign_keys=ON",
];
const tables = (sqlite: Database) =>
  sqlite.query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
const names = (sqlite: Database) => tables(sqlite).map(({ name }) => name);
const count = (table: "parents" | "children") => (sqlite: Database) => {
  const queries = { parents: "SELECT count(*) AS n FROM parents", children: "SELECT count(*) AS n FROM children" };
  return sqlite.query<{ n: number }, []>(queries[table]).get()?.n;
};

function seed(sqlite: Database): void {
  sqlite.run("INSERT INTO parents (id) VALUES (1), (2)");
  sqlite.run("INSERT INTO children (id, parent) VALUES (1, 1), (2, 1), (3, 2)");
}

test("a fresh database gets all migrations and no backup, and a second start nothing", () => {
  const migrations = lay(FIRST, SECOND);
  const all = ["children", "parents", "schema_migrations", "second"];
  expect(after(migrations, names)).toEqual(all);
  expect(after(migrations, names)).toEqual(all);
  const marks = after(migrations, (sqlite) => sqlite.query("SELECT * FROM schema_migrations").all());
  expect(marks).toEqual([
    { tag: "0000_step", created_at: 1_000 },
    { tag: "0001_step", created_at: 1_001 },
  ]);
  expect(readdirSync(dir).filter((name) => name.includes("before"))).toEqual([]);
});

test("before a pending migration the database is backed up as it was", () => {
  after(lay(FIRST), seed);
  after(lay(FIRST, SECOND), () => {});
  const backup = new Database(`${path}.before-0001_step`, { readonly: true });
  expect(names(backup)).toEqual(["children", "parents", "schema_migrations"]);
  expect(count("children")(backup)).toBe(3);
  backup.close();
});

test("an old backup of the same name is replaced, and a half-written one is in nobody's way", () => {
  after(lay(FIRST), seed);
  writeFileSync(`${path}.before-0001_step`, "of an upgrade that was taken back");
  writeFileSync(`${path}.before-0001_step.tmp`, "of a crash");
  after(lay(FIRST, SECOND), () => {});
  const backup = new Database(`${path}.before-0001_step`, { readonly: true });
  expect(count("parents")(backup)).toBe(2);
  backup.close();
  expect(existsSync(`${path}.before-0001_step.tmp`)).toBe(false);
});

test("a failing migration leaves the schema of the one before, and its repaired form can be run", () => {
  after(lay(FIRST), seed);
  const broken = lay(FIRST, SECOND, ["CREATE TABLE third (id INTEGER) STRICT", "INSERT INTO nowhere VALUES (1)"]);
  for (let start = 0; start < 2; start++) expect(() => openDb(path, broken)).toThrow("nowhere");
  expect(after(lay(FIRST, SECOND), names)).toEqual(["children", "parents", "schema_migrations", "second"]);
  const repaired = lay(FIRST, SECOND, ["CREATE TABLE third (id INTEGER) STRICT"]);
  expect(after(repaired, names)).toContain("third");
  expect(after(repaired, count("children"))).toBe(3);
});

test("a table that is rebuilt keeps the rows that point at it", () => {
  after(lay(FIRST), seed);
  const rebuilt = lay(FIRST, REBUILD);
  expect(after(rebuilt, count("parents"))).toBe(2);
  expect(after(rebuilt, count("children"))).toBe(3);
  const cascade = (sqlite: Database) => sqlite.run("DELETE FROM parents WHERE id = 1");
  after(rebuilt, cascade);
  expect(after(rebuilt, count("children"))).toBe(1);
});

test("a migration that leaves rows pointing at nothing is refused and undone, at every start", () => {
  after(lay(FIRST), seed);
  const losing = lay(FIRST, ["DELETE FROM parents WHERE id = 2"]);
  for (let start = 0; start < 2; start++) {
    const message = "Migration 0001_step leaves 1 rows that point at nothing; the first is in children";
    expect(() => openDb(path, losing)).toThrow(message);
  }
  expect(after(lay(FIRST), count("parents"))).toBe(2);
});

test("a newer database is refused before anything is written", () => {
  after(lay(FIRST, SECOND), () => {});
  const older = lay(FIRST);
  expect(() => openDb(path, older)).toThrow(MigrationError);
  expect(() => openDb(path, older)).toThrow("0001_step, which this version does not know: it is newer");
  expect(readdirSync(dir).filter((name) => name.includes("before"))).toEqual([]);
});
