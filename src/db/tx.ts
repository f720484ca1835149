import type { Database } from "bun:sqlite";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { apart } from "~/kit/apart.ts";
import type { Insert } from "./insert.ts";
import type { schema } from "./schema.ts";
import { isBusy } from "./transient.ts";
import type { Trust } from "./trust.ts";
import type { Wal } from "./wal.ts";

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
  /**
   * The same for those who are many and can wait where the loop cannot: they share transactions, and each resolves once
   * what it wrote would survive a power cut.
   */
  shared<T>(fn: (tx: Tx, after: After) => Sync<T>): Promise<T>;
  /** From now on a transaction waits so long for somebody else's lock. */
  wait(ms: number): void;
  trust: Trust;
  wal: Wal;
  /** It was not closed in order, and is too large to be looked through before the start. */
  unchecked: boolean;
  /** The migrations that the file holds, in order. */
  migrations(): string[];
  close(): void;
}

export function preparer(orm: Orm): Db["prepared"] {
  const made = new Map<unknown, unknown>();
  return <T>(build: (orm: Orm) => T): T => {
    if (!made.has(build)) made.set(build, build(orm));
    return made.get(build) as T;
  };
}

export interface Watchers {
  /** Somebody else held the database for too long. */
  onBusy?: () => void;
  /** After every commit and the effects of its transaction. */
  onCommit?: () => void;
}

export function transactor(
  orm: Orm,
  sqlite: Database,
  trust: Trust,
  { onBusy = () => {}, onCommit = () => {} }: Watchers = {},
): Db["tx"] {
  // Made anew for each, as the query builder does, it would cost more than most of what is written in it.
  const tx = orm.transaction((tx) => tx);
  return <T>(fn: (tx: Tx, after: After) => Sync<T>, options: { durable?: boolean } = {}): T => {
    // As a savepoint it would run its effects before the outer one has committed, and could not be durable.
    if (sqlite.inTransaction) throw new Error("a transaction inside a transaction: hand the outer tx on");
    const effects: (() => void)[] = [];
    const body = sqlite.transaction(() => refusePromise(fn(tx, (effect) => effects.push(effect))));
    const commit = () => {
      try {
        return body.immediate() as T;
      } catch (error) {
        if (isBusy(error)) onBusy();
        throw error;
      }
    };
    const result = trust.watch(() => (options.durable ? durably(sqlite, commit) : commit()));
    // It is committed, whatever becomes of its effects.
    for (const effect of effects) apart(effect);
    onCommit();
    return result;
  };
}

/**
 * The database for verbs that are to take part in a transaction that is open already: theirs is that one, and its effects
 * wait for the commit of that. What they read is what it has written.
 */
export function within(db: Db, tx: Tx, after: After): Db {
  return { ...db, tx: <T>(fn: (tx: Tx, after: After) => Sync<T>) => refusePromise(fn(tx, after)) as T };
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
