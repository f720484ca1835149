import { constants, Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Another number makes the index anew: it holds nothing that the database does not. */
const VERSION = 1;

export const TOKENS = "unicode61 remove_diacritics 2";

/**
 * A line of output is found by its words under the number of its run, shifted, and its `seq`. Its text stays in the
 * database alone: a line that is gone there is found no more.
 */
const SCHEMA = `
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    execution_id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL DEFAULT 0,
    open INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX runs_open ON runs (number) WHERE open = 1;
  CREATE TABLE progress (place INTEGER NOT NULL, attempt_id TEXT NOT NULL) STRICT;
  INSERT INTO progress VALUES (0, '');
  CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, prefix = '3', tokenize = '${TOKENS}'
  );
  PRAGMA user_version = ${VERSION};`;

/** The database, and the index of its lines. */
export interface IndexFiles {
  main: string;
  index: string;
}

export function indexPath(data_dir: string): string {
  return join(data_dir, "search.db");
}

/**
 * A file of its own, so that whoever writes lines never waits for it, and it is left out of backups. The database is
 * attached to it as `source`, to read alone: the text of a line goes from one to the other within SQLite.
 */
export function openIndex({ main, index }: IndexFiles): Database {
  const file = openCurrent(index);
  file.run("ATTACH ? AS source", [`${pathToFileURL(main).href}?mode=ro`]);
  return file;
}

function openCurrent(path: string): Database {
  const found = openOrMake(path);
  if (isCurrent(found)) return ready(found);
  found.close();
  return makeAnew(path);
}

/** What is attached to it may be told as a URI. */
function openOrMake(path: string): Database {
  return new Database(path, constants.SQLITE_OPEN_READWRITE | constants.SQLITE_OPEN_CREATE | constants.SQLITE_OPEN_URI);
}

/** Whoever searches meanwhile may hold it for a moment. */
function ready(index: Database): Database {
  index.run("PRAGMA busy_timeout = 1000");
  index.run("PRAGMA journal_mode = WAL");
  index.run("PRAGMA synchronous = NORMAL");
  return index;
}

/** Whether it is whole and of this version; a file that is no database at all is neither. */
export function isCurrent(index: Database): boolean {
  try {
    return index.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version === VERSION;
  } catch {
    return false;
  }
}

function makeAnew(path: string): Database {
  for (const ending of ["", "-wal", "-shm"]) rmSync(path + ending, { force: true });
  const index = ready(openOrMake(path));
  index.transaction(() => index.run(SCHEMA))();
  return index;
}
