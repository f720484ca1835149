import { closeSync, fsyncSync, openSync, readSync, statSync } from "node:fs";
import { DamagedError, findDamage, openToRead } from "./check.ts";

const CHUNK = 1024 * 1024;

/** What a copy of the database holds. */
export interface Copied {
  size: number;
  sha256: string;
  /** The migrations it has had, in order. */
  migrations: string[];
  /** How many rows each table has. */
  counts: Record<string, number>;
}

/**
 * Writes what the database holds at this moment into a new file, whoever writes to it meanwhile, and looks whether that
 * is whole. It takes its time: on the loop's thread everybody would wait.
 */
export function copyDatabase(from: string, to: string): Copied {
  using source = openToRead(from);
  source.run("PRAGMA busy_timeout = 5000");
  source.query("VACUUM INTO ?").run(to);
  sync(to);
  return lookInto(to);
}

/** Throws a DamagedError. */
export function lookInto(path: string, how: "quick" | "full" = "quick"): Copied {
  using copy = openToRead(path);
  const damage = findDamage(copy, how);
  if (damage.length > 0) throw new DamagedError(path, damage);
  const tables = copy.query<{ name: string }, []>(TABLES).all();
  const count = (name: string) => copy.prepare<{ n: number }, []>(countOf(name)).get()?.n ?? 0;
  return {
    size: statSync(path).size,
    sha256: sha256Of(path),
    migrations: copy
      .query<{ tag: string }, []>("SELECT tag FROM schema_migrations ORDER BY created_at")
      .all()
      .map(({ tag }) => tag),
    counts: Object.fromEntries(tables.map(({ name }) => [name, count(name)])),
  };
}

const TABLES =
  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

/** A name of a table cannot be a parameter. */
function countOf(table: string): string {
  return `SELECT count(*) AS n FROM "${table.replaceAll('"', '""')}"`;
}

/** Never of the file a server has open: closing it would take that one's locks. */
export function sha256Of(path: string): string {
  const hasher = new Bun.CryptoHasher("sha256");
  const chunk = Buffer.alloc(CHUNK);
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk))
      hasher.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hasher.digest("hex");
}

/** What SQLite writes by VACUUM INTO it leaves to the system to put on the disk; of a directory, the names in it. */
export function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
