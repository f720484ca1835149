import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openDb } from "./open.ts";
import { server_state } from "./tables.ts";
import type { Db } from "./tx.ts";
import { WAL_BYTES, walBytes } from "./wal.ts";

const TEXT = "x".repeat(20_000);

let dir: string;
let path: string;
let db: Db;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "wal-"));
  path = join(dir, "test.db");
  db = openDb(path, resolve(import.meta.dir, "../../drizzle"));
});

afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true });
});

let number = 0;
const write = (count: number) => {
  for (let i = 0; i < count; i++)
    db.tx((tx) =>
      tx
        .insert(server_state)
        .values({ key: String(number++), value: TEXT })
        .run(),
    );
};

test("however much is written, the log stays short", () => {
  let longest = 0;
  for (let i = 0; i < 40; i++) {
    write(50);
    longest = Math.max(longest, walBytes(path));
  }
  expect(longest).toBeGreaterThan(WAL_BYTES);
  expect(longest).toBeLessThan(2 * WAL_BYTES);
});

test("what is written outside of transactions is seen to in passing", () => {
  for (let i = 0; i < 500; i++)
    db.orm
      .insert(server_state)
      .values({ key: String(number++), value: TEXT })
      .run();
  expect(walBytes(path)).toBeGreaterThan(2 * WAL_BYTES);
  db.wal.tend();
  db.orm.insert(server_state).values({ key: "next", value: "" }).run();
  expect(walBytes(path)).toBe(WAL_BYTES);
});

test("a reader that takes long lets it grow, and once it has gone the log is short again", () => {
  const reader = new Database(path, { readonly: true });
  reader.run("BEGIN");
  reader.query("SELECT count(*) FROM server_state").get();
  write(1_000);
  expect(walBytes(path)).toBeGreaterThan(4 * WAL_BYTES);
  reader.close();
  write(200);
  write(32);
  expect(walBytes(path)).toBeLessThan(2 * WAL_BYTES);
});

test("what lies still is emptied", () => {
  write(5);
  db.wal.tend();
  expect(walBytes(path)).toBeGreaterThan(0);
  db.wal.tend();
  expect(walBytes(path)).toBe(0);
});
