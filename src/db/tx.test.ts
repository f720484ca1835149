import { Database, SQLiteError } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openDb } from "./open.ts";
import { server_state } from "./tables.ts";
import { type Db, type Tx, within } from "./tx.ts";

let dir: string;
let db: Db;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tx-"));
  db = openDb(join(dir, "test.db"), resolve(import.meta.dir, "../../drizzle"));
});

afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true });
});

const add = (tx: Tx, key: string) => tx.insert(server_state).values({ key, value: "" }).run();
const keys = () =>
  db.orm
    .select()
    .from(server_state)
    .all()
    .map(({ key }) => key);
const synchronous = () => db.sqlite.query<{ synchronous: number }, []>("PRAGMA synchronous").get()?.synchronous;
const NORMAL = 1;
const FULL = 2;

test("a transaction answers what its callback does, and its rows stand", () => {
  db.tx((tx) => add(tx, "a"));
  expect(db.tx((tx) => tx.select().from(server_state).all())).toHaveLength(1);
  expect(db.tx(() => undefined)).toBeUndefined();
});

test("a verb may take part in a transaction that is open: its rows and effects are of that one", () => {
  const seen: string[] = [];
  const verb = (db: Db, key: string) =>
    db.tx((tx, after) => {
      add(tx, key);
      after(() => seen.push(key));
    });
  const both = (fails: boolean) =>
    db.tx((tx, after) => {
      for (const key of ["a", "b"]) verb(within(db, tx, after), key);
      expect([keys(), seen]).toEqual([["a", "b"], []]);
      if (fails) throw new Error("taken back");
    });
  expect(() => both(true)).toThrow("taken back");
  expect([keys(), seen]).toEqual([[], []]);
  both(false);
  expect([keys(), seen]).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
});

test("a throw rolls it back and comes out", () => {
  const boom = new Error("boom");
  const fail = () =>
    db.tx((tx) => {
      add(tx, "a");
      throw boom;
    });
  expect(fail).toThrow(boom);
  expect(keys()).toEqual([]);
  db.tx((tx) => add(tx, "b"));
  expect(keys()).toEqual(["b"]);
});

test("effects run after the commit, in order, and only then", () => {
  const seen: string[] = [];
  const reader = new Database(join(dir, "test.db"), { readonly: true });
  const committed = () => reader.query("SELECT key FROM server_state").all().length;
  db.tx((tx, after) => {
    after(() => seen.push(`first sees ${committed()}`));
    add(tx, "a");
    after(() => seen.push(`second sees ${committed()}`));
    seen.push(`inside sees ${committed()}`);
  });
  reader.close();
  expect(seen).toEqual(["inside sees 0", "first sees 1", "second sees 1"]);
});

test.each<[string, (tx: Tx) => void]>([
  [
    "a throw",
    () => {
      throw new Error("boom");
    },
  ],
  ["a constraint", (tx) => void [add(tx, "same"), add(tx, "same")]],
])("after %s no effect runs", (_, spoil) => {
  let ran = 0;
  const fail = () =>
    db.tx((tx, after) => {
      after(() => ran++);
      spoil(tx);
    });
  expect(fail).toThrow();
  expect(ran).toBe(0);
});

test("an effect may open a transaction of its own", () => {
  db.tx((tx, after) => {
    after(() => db.tx((own) => add(own, "b"), { durable: true }));
    add(tx, "a");
  });
  expect(keys()).toEqual(["a", "b"]);
});

test("a transaction inside a transaction is refused: its effects would run before the outer commit", () => {
  expect(() => db.tx((tx) => void [add(tx, "a"), db.tx((inner) => add(inner, "b"))])).toThrow("hand the outer tx on");
  expect(keys()).toEqual([]);
});

test.each<[string, (tx: Tx) => unknown]>([
  ["an async callback", async (tx) => add(tx, "a")],
  ["a promise", (tx) => Promise.resolve(add(tx, "a"))],
  ["a query that nobody ran", (tx) => [add(tx, "a"), tx.select().from(server_state)].at(-1)],
])("%s is refused within, so that its rows go", (_, callback) => {
  let ran = 0;
  const call = () =>
    db.tx((tx, after) => {
      after(() => ran++);
      return callback(tx) as undefined;
    });
  expect(call).toThrow("a transaction cannot wait");
  expect([keys(), ran]).toEqual([[], 0]);
});

test("the types refuse what cannot wait", () => {
  const refused = () => {
    // @ts-expect-error an async callback would commit at its first await
    db.tx(async () => {});
    // @ts-expect-error the same as a value
    db.tx(async () => 1);
    // @ts-expect-error a promise that is handed on
    db.tx(() => Promise.resolve(1));
    // @ts-expect-error perhaps a promise
    db.tx(() => (keys().length > 0 ? 1 : Promise.resolve(1)));
    // @ts-expect-error a query that nobody ran is a promise as well
    db.tx((tx) => tx.select().from(server_state));
  };
  expect(refused).toThrow();
  const answer: number = db.tx(() => 1);
  expect(answer).toBe(1);
});

test("the write lock is taken at the start: nobody else can write until the commit", () => {
  const other = new Database(join(dir, "test.db"));
  const begin = () => other.run("BEGIN IMMEDIATE");
  db.tx(() => expect(begin).toThrow(SQLiteError));
  expect(begin).not.toThrow();
  expect(() => db.tx((tx) => add(tx, "a"))).toThrow("locked");
  other.close();
});

test("a durable commit is FULL, and the next one is not", () => {
  expect(synchronous()).toBe(NORMAL);
  expect(db.tx(() => synchronous(), { durable: true })).toBe(FULL);
  expect(db.tx(() => synchronous())).toBe(NORMAL);
  const fail = () =>
    db.tx(
      () => {
        throw new Error("boom");
      },
      { durable: true },
    );
  expect(fail).toThrow("boom");
  expect(synchronous()).toBe(NORMAL);
});

test.each([
  ["journal_mode", "wal"],
  ["foreign_keys", 1],
  ["busy_timeout", 50],
])("the database is open with %s = %s", (pragma, value) => {
  const row = db.sqlite.query(`PRAGMA ${pragma}`).get() as Record<string, unknown>;
  expect(Object.values(row)).toEqual([value]);
});
