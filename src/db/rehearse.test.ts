import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { openToRead } from "./check.ts";
import { openDb } from "./open.ts";
import { rehearse } from "./rehearse.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rehearse-"));
  path = join(dir, "test.db");
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Migrations that make a table each, the last one as it is given. */
function lay(count: number, last?: string): string {
  const to = join(dir, "migrations");
  mkdirSync(join(to, "meta"), { recursive: true });
  const entries = Array.from({ length: count }, (_, idx) => ({ idx, tag: `000${idx}_step`, when: 1_000 + idx }));
  for (const { idx, tag } of entries)
    writeFileSync(join(to, `${tag}.sql`), `CREATE TABLE t${idx} (id INTEGER PRIMARY KEY) STRICT`);
  if (last !== undefined) writeFileSync(join(to, `${entries.at(-1)?.tag}.sql`), last);
  writeFileSync(join(to, "meta/_journal.json"), JSON.stringify({ entries }));
  return to;
}

const files = () => readdirSync(dir).filter((name) => name.startsWith("test.db"));
const tables = () => {
  using database = openToRead(path);
  return database.query("SELECT name FROM sqlite_schema WHERE name LIKE 't%'").values().flat();
};

test("what is pending is run on a copy, and the database stays as it was", () => {
  openDb(path, lay(1)).close();
  const run = rehearse(path, lay(3), systemClock);
  expect(run).toMatchObject([
    { tag: "0001_step", statements: 1, ms: expect.any(Number) },
    { tag: "0002_step", statements: 1 },
  ]);
  expect([tables(), files()]).toEqual([["t0"], ["test.db"]]);
  openDb(path, lay(3)).close();
  expect(rehearse(path, lay(3), systemClock)).toEqual([]);
});

test("a migration that fails says so, and leaves nothing of the copy", () => {
  openDb(path, lay(1)).close();
  expect(() => rehearse(path, lay(2, "INSERT INTO nowhere VALUES (1)"), systemClock)).toThrow("nowhere");
  expect([tables(), files()]).toEqual([["t0"], ["test.db"]]);
});

test("a running server is not in its way", () => {
  const db = openDb(path, lay(1));
  db.sqlite.run("INSERT INTO t0 VALUES (1)");
  expect(rehearse(path, lay(2), systemClock)).toHaveLength(1);
  db.sqlite.run("INSERT INTO t0 VALUES (2)");
  db.close();
});

test("of the backups before migrations the newest three stay", () => {
  for (let count = 1; count <= 6; count++) {
    openDb(path, lay(count)).close();
    for (const name of files().filter((file) => file.endsWith(`000${count - 1}_step`)))
      utimesSync(join(dir, name), count, count);
  }
  expect(files().sort()).toEqual(["test.db", ...[3, 4, 5].map((number) => `test.db.before-000${number}_step`)]);
});
