import { afterEach, beforeEach, expect, test } from "bun:test";
import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openDb } from "./open.ts";
import { server_state } from "./tables.ts";
import type { Db, Tx } from "./tx.ts";

let dir: string;
let db: Db;
let commits: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shared-"));
  commits = 0;
  db = openDb(join(dir, "test.db"), resolve(import.meta.dir, "../../drizzle"), { onCommit: () => commits++ });
});

afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true });
});

const put = (tx: Tx, key: string) => tx.insert(server_state).values({ key, value: "" }).run();
const keys = () =>
  db.orm
    .select()
    .from(server_state)
    .all()
    .map(({ key }) => key);

test("who comes at one moment shares a transaction, in order, and each has its own answer", async () => {
  const answers = ["a", "b", "c"].map((key) =>
    db.shared((tx) => {
      put(tx, key);
      return key.toUpperCase();
    }),
  );
  expect(await Promise.all(answers)).toEqual(["A", "B", "C"]);
  expect(keys()).toEqual(["a", "b", "c"]);
  expect(commits).toBe(1);
});

test("who comes while the disk is at it goes with the next", async () => {
  const first = db.shared((tx, after) => {
    put(tx, "a");
    after(
      () =>
        void second.push(
          db.shared((tx) => put(tx, "b")),
          db.shared((tx) => put(tx, "c")),
        ),
    );
  });
  const second: Promise<unknown>[] = [];
  await first;
  await Promise.all(second);
  expect(keys()).toEqual(["a", "b", "c"]);
  expect(commits).toBe(2);
});

test("what throws takes back its own, has no effects, and nobody else with it", async () => {
  const effects: string[] = [];
  const told = await Promise.allSettled(
    ["a", "b", "c"].map((key) =>
      db.shared((tx, after) => {
        put(tx, key);
        after(() => effects.push(key));
        if (key === "b") throw new Error("no b");
      }),
    ),
  );
  expect(told.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(keys()).toEqual(["a", "c"]);
  expect(effects).toEqual(["a", "c"]);
});

test("a transaction that fails as a whole fails all, and the next one goes on", async () => {
  const effects: string[] = [];
  const told = await Promise.allSettled([
    db.shared((tx, after) => {
      put(tx, "a");
      after(() => effects.push("a"));
    }),
    db.shared(() => {
      db.sqlite.run("ROLLBACK");
      throw new Error("database or disk is full");
    }),
  ]);
  expect(told.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(effects).toEqual([]);
  await db.shared((tx) => put(tx, "b"));
  expect(keys()).toEqual(["b"]);
});

test("each is known by its own request, in what it writes and in its effects", async () => {
  const requests = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  await Promise.all(
    ["one", "two"].map((id) =>
      requests.run(id, () =>
        db.shared((_tx, after) => {
          seen.push(requests.getStore());
          after(() => seen.push(requests.getStore()));
        }),
      ),
    ),
  );
  expect(seen).toEqual(["one", "two", "one", "two"]);
});
