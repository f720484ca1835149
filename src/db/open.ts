import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { inserter } from "./insert.ts";
import { migrate } from "./migrate.ts";
import { schema } from "./schema.ts";
import { type Db, preparer, transactor } from "./tx.ts";

const PRAGMAS = [
  "PRAGMA journal_mode = WAL",
  "PRAGMA synchronous = NORMAL",
  "PRAGMA busy_timeout = 50",
  "PRAGMA foreign_keys = OFF",
];

/**
 * Opens the database and brings its schema up to date. Foreign keys are off while it migrates: a rebuilt table would
 * otherwise cascade its rows away. Throws a MigrationError when the file is newer than this program.
 */
export function openDb(path: string, migrationsDir: string, committed?: () => void): Db {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // `query` keeps 20 statements unless told otherwise, and used in rotation a 21st would spoil them all.
  Database.MAX_QUERY_CACHE_SIZE = 500;
  const sqlite = new Database(path, { create: true, strict: true });
  try {
    for (const pragma of PRAGMAS) sqlite.run(pragma);
    migrate(sqlite, path, migrationsDir);
    sqlite.run("PRAGMA foreign_keys = ON");
  } catch (error) {
    sqlite.close();
    throw error;
  }
  const orm = drizzle(sqlite, { schema });
  return {
    orm,
    sqlite,
    prepared: preparer(orm),
    insert: inserter(orm),
    tx: transactor(orm, sqlite, committed),
    close: () => sqlite.close(),
  };
}
