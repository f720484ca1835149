import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Checkpoints } from "./checkpoints.ts";
import { openDb } from "./open.ts";
import { server_state } from "./tables.ts";
import type { Db } from "./tx.ts";
import { LONG_BYTES, WAL_BYTES, walBytes } from "./wal.ts";

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
const write = (count: number, value = TEXT) => {
  for (let i = 0; i < count; i++)
    db.tx((tx) =>
      tx
        .insert(server_state)
        .values({ key: String(number++), value })
        .run(),
    );
};

test("however much is written, the log stays short", () => {
  let longest = 0;
  for (let i = 0; i < 40; i++) {
    write(50);
    longest = Math.max(longest, db.wal.bytes);
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
  expect(db.wal.bytes).toBeGreaterThan(2 * WAL_BYTES);
  db.wal.tend();
  db.orm.insert(server_state).values({ key: "next", value: "" }).run();
  expect(db.wal.bytes).toBeLessThan(WAL_BYTES);
});

test("a reader that takes long lets it grow, and once it has gone the log is short again", () => {
  const reader = new Database(path, { readonly: true });
  reader.run("BEGIN");
  reader.query("SELECT count(*) FROM server_state").get();
  write(1_000);
  expect(db.wal.bytes).toBeGreaterThan(4 * WAL_BYTES);
  reader.close();
  write(200);
  write(32);
  expect(db.wal.bytes).toBeLessThan(2 * WAL_BYTES);
});

test("what lies still is emptied", () => {
  write(5);
  db.wal.tend();
  expect(walBytes(path)).toBeGreaterThan(0);
  db.wal.tend();
  expect(walBytes(path)).toBe(0);
});

describe("by a thread", () => {
  beforeEach(() => db.wal.delegate());
  afterEach(() => db.wal.recall());

  test("a log that has become long is caught up with while somebody writes without end", async () => {
    for (let turn = 0; turn < 20; turn++) {
      write(16, TEXT.repeat(25));
      await new Promise(setImmediate);
    }
    await db.wal.recall();
    write(1);
    expect(db.wal.bytes).toBeLessThan(LONG_BYTES);
  });

  test("once it has moved all, the log begins anew", async () => {
    while (db.wal.bytes <= WAL_BYTES) write(16);
    await db.wal.recall();
    write(1);
    expect(db.wal.bytes).toBeLessThan(WAL_BYTES);
  });
});

test("what a thread cannot do is told as SQLite says it", async () => {
  const checkpoints = new Checkpoints(join(dir, "none.db"));
  await expect(checkpoints.make()).rejects.toMatchObject({ code: "SQLITE_CANTOPEN" });
  await checkpoints.close();
});
