import { Database } from "bun:sqlite";
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { DamagedError, findDamage, openToRead } from "./check.ts";
import { Flush } from "./flush.ts";
import { inserter } from "./insert.ts";
import { appliedTags, migrate } from "./migrate.ts";
import { busyTimeout, Patience, WAIT_MS } from "./patience.ts";
import { schema } from "./schema.ts";
import { Shared } from "./shared.ts";
import { isSyncFailure, Trust } from "./trust.ts";
import { type Db, preparer, transactor, type Watchers } from "./tx.ts";
import { LONG_BYTES, Wal, walBytes } from "./wal.ts";

const PRAGMAS = [
  "PRAGMA journal_mode = WAL",
  "PRAGMA wal_autocheckpoint = 0",
  `PRAGMA journal_size_limit = ${LONG_BYTES}`,
  "PRAGMA synchronous = NORMAL",
  busyTimeout(WAIT_MS),
  // Other people's processes may fill the directory where it would lie else.
  "PRAGMA temp_store = MEMORY",
  // Two megabytes unless told otherwise: a busy server would read its own indexes again and again.
  "PRAGMA cache_size = -16384",
  "PRAGMA foreign_keys = OFF",
];

/** A third of a second's reading. What is larger is looked through beside the server that has started. */
const CHECKED_AT_ONCE = 256 * 1024 * 1024;

/**
 * Opens the database and brings its schema up to date. Foreign keys are off while it migrates: a rebuilt table would
 * otherwise cascade its rows away. Throws a MigrationError when the file is newer than this program, and a DamagedError
 * when a server that did not end in order has left it damaged.
 */
export function openDb(path: string, migrationsDir: string, { onBusy, onCommit }: Watchers = {}): Db {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // `query` keeps 20 statements unless told otherwise, and used in rotation a 21st would spoil them all.
  Database.MAX_QUERY_CACHE_SIZE = 500;
  // Whoever closes it in order leaves no log behind.
  const unclean = walBytes(path) > 0;
  const large = unclean && statSync(path).size > CHECKED_AT_ONCE;
  if (unclean && !large) refuseDamaged(path);
  const sqlite = new Database(path, { create: true, strict: true });
  try {
    for (const pragma of PRAGMAS) sqlite.run(pragma);
    migrate(sqlite, path, migrationsDir);
    sqlite.run("PRAGMA foreign_keys = ON");
  } catch (error) {
    // Closing it writes.
    if (!isSyncFailure(error)) sqlite.close();
    throw error;
  }
  const orm = drizzle(sqlite, { schema });
  const trust = new Trust();
  const wal = new Wal(sqlite, path, trust);
  const patience = new Patience(sqlite);
  const tx = transactor(orm, sqlite, trust, {
    onBusy() {
      patience.refused();
      onBusy?.();
    },
    onCommit() {
      patience.granted();
      wal.committed();
      onCommit?.();
    },
  });
  const shared = new Shared(tx, sqlite, new Flush(path, trust));
  return {
    orm,
    sqlite,
    prepared: preparer(orm),
    insert: inserter(orm),
    tx,
    wait: (ms) => patience.wait(ms),
    shared: (fn) => shared.add(fn),
    trust,
    wal,
    unchecked: large,
    migrations: () => appliedTags(sqlite),
    close: () => sqlite.close(),
  };
}

/** Read alone: whoever may write empties the log when it closes, and the next start would find all in order. */
function refuseDamaged(path: string): void {
  using sqlite = openToRead(path);
  const damage = findDamage(sqlite);
  if (damage.length > 0) throw new DamagedError(path, damage);
}
