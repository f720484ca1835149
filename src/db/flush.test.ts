import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Flush } from "./flush.ts";
import { openDb } from "./open.ts";
import { server_state } from "./tables.ts";
import { isSyncFailure, Trust } from "./trust.ts";
import type { Db } from "./tx.ts";

let dir: string;
let db: Db;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "flush-"));
  db = openDb(join(dir, "test.db"), resolve(import.meta.dir, "../../drizzle"));
});

afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true });
});

const write = (key: string) => db.tx((tx) => tx.insert(server_state).values({ key, value: "" }).run());

test("who commits while the disk is at it waits for the next time, and shares it", async () => {
  const flush = new Flush(join(dir, "test.db"), new Trust());
  write("a");
  const first = flush.done();
  expect(flush.done()).toBe(first);
  await Promise.resolve();
  write("b");
  const second = flush.done();
  expect(second).not.toBe(first);
  expect(flush.done()).toBe(second);
  const order: string[] = [];
  await Promise.all([second.then(() => order.push("second")), first.then(() => order.push("first"))]);
  expect(order).toEqual(["first", "second"]);
});

test("what the disk does not confirm is told to all who wait, and nothing is written after it", async () => {
  const trust = new Trust();
  // A device cannot be put on a disk.
  symlinkSync("/dev/null", join(dir, "device-wal"));
  const flush = new Flush(join(dir, "device"), trust);
  const told = await Promise.allSettled([flush.done(), flush.done()]);
  expect(told.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(isSyncFailure(await trust.lost)).toBe(true);
  await expect(flush.done()).rejects.toThrow("disk I/O error");
});

test("a log that cannot be opened just now fails who asked, and nobody after", async () => {
  const trust = new Trust();
  const flush = new Flush(join(dir, "later"), trust);
  await expect(flush.done()).rejects.toThrow("ENOENT");
  await Bun.write(join(dir, "later-wal"), "");
  await flush.done();
  expect(Bun.peek.status(trust.lost)).toBe("pending");
});
