import type { Database } from "bun:sqlite";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type { Insert } from "./insert.ts";
import type { schema } from "./schema.ts";

export type Orm = BunSQLiteDatabase<typeof schema>;
export type Tx = Parameters<Parameters<Orm["transaction"]>[0]>[0];

/** What a store takes: the database, or the transaction it is to be part of. */
export type Queries = Orm | Tx;

/** A callback that returns a promise would commit at its first await: it is a type error. */
export type Sync<T> = T extends PromiseLike<unknown> ? { error: "a transaction cannot wait: its callback is sync" } : T;

/** Registers an effect (a ring, a timer) that runs once the commit is done, and never when it fails. */
export type After = (effect: () => void) => void;

export interface Db {
  orm: Orm;
  /** For raw statements where every microsecond counts, and for pragmas. */
  sqlite: Database;
  /** The statement that `build` makes, made once: on hot paths building one costs more than running it. */
  prepared<T>(build: (orm: Orm) => T): T;
  /** For hot paths, as `prepared`. */
  insert: Insert;
  /** One BEGIN IMMEDIATE transaction. `durable` makes its commit survive a power cut (synchronous=FULL). */
  tx<T>(fn: (tx: Tx, after: After) => Sync<T>, options?: { durable?: boolean }): T;
  close(): void;
}

export function preparer(orm: Orm): Db["prepared"] {
  const made = new Map<unknown, unknown>();
  return <T>(build: (orm: Orm) => T): T => {
    if (!made.has(build)) made.set(build, build(orm));
    return made.get(build) as T;
  };
}

/** `committed` is called after every commit, when the effects of its transaction are done. */
export function transactor(orm: Orm, sqlite: Database, committed: () => void = () => {}): Db["tx"] {
  return <T>(fn: (tx: Tx, after: After) => Sync<T>, options: { durable?: boolean } = {}): T => {
    // As a savepoint it would run its effects before the outer one has committed, and could not be durable.
    if (sqlite.inTransaction) throw new Error("a transaction inside a transaction: hand the outer tx on");
    const effects: (() => void)[] = [];
    const body = (tx: Tx) => refusePromise(fn(tx, (effect) => effects.push(effect)));
    const commit = () => orm.transaction(body, { behavior: "immediate" }) as T;
    const result = options.durable ? durably(sqlite, commit) : commit();
    for (const effect of effects) effect();
    committed();
    return result;
  };
}

function durably<T>(sqlite: Database, commit: () => T): T {
  sqlite.run("PRAGMA synchronous = FULL");
  try {
    return commit();
  } finally {
    sqlite.run("PRAGMA synchronous = NORMAL");
  }
}

/** The type lets a callback of type `any` through; inside the transaction a throw still rolls it back. */
function refusePromise<T>(result: T): T {
  if (typeof (result as PromiseLike<unknown> | undefined | null)?.then === "function")
    throw new TypeError("a transaction cannot wait: its callback returned a promise");
  return result;
}
