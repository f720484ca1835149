import { constants, Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** The database is damaged; the message says what was found and what to do. */
export class DamagedError extends Error {
  override readonly name = "DamagedError";
  constructor(path: string, findings: string[]) {
    const remedy = "Stop what writes to it, and put a backup in its place: `agented backup restore`";
    super(`The database ${path} is damaged: ${findings.slice(0, 3).join("; ")}. ${remedy}.`);
  }
}

const FINDINGS = 100;

/** What is wrong with the structure; nothing when it is whole. `full` also compares each index with its table. */
export function findDamage(sqlite: Database, how: "quick" | "full" = "quick"): string[] {
  const pragma = how === "full" ? "PRAGMA integrity_check(100)" : "PRAGMA quick_check(100)";
  const rows = attempt(() => sqlite.query<Record<string, string>, []>(pragma).all());
  if (typeof rows === "string") return [rows];
  return rows.flatMap((row) => Object.values(row)).filter((finding) => finding !== "ok");
}

/** Rows that point at nothing, as sentences. */
export function findDangling(sqlite: Database): string[] {
  const query = 'SELECT DISTINCT "table", parent FROM pragma_foreign_key_check LIMIT ?';
  const rows = attempt(() => sqlite.query<{ table: string; parent: string }, [number]>(query).all(FINDINGS));
  if (typeof rows === "string") return [rows];
  return rows.map(({ table, parent }) => `rows of ${table} point at nothing in ${parent}`);
}

/** What SQLite cannot read at all is damaged as well. */
function attempt<T>(look: () => T): T | string {
  try {
    return look();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Opens a database to read alone, beside whoever writes to it. One at rest is opened as unchangeable: the file that
 * SQLite would make to read it would stay.
 */
export function openToRead(path: string): Database {
  const uri = `${pathToFileURL(path).href}${existsSync(`${path}-wal`) ? "" : "?immutable=1"}`;
  return new Database(uri, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
}
