import type { Database } from "bun:sqlite";
import { readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The database and this program do not fit together; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export interface Migration {
  tag: string;
  /** When it was generated: its place in the order and its name in the database. */
  created_at: number;
  statements: string[];
}

/** How many backups of before a migration stay. */
const KEPT = 3;

/**
 * Applies what is pending, each migration in one transaction with its own mark, so that a crash leaves the schema at
 * the end of one of them. Drizzle's own `migrate` puts all into one and keeps foreign keys on.
 */
export function migrate(sqlite: Database, path: string, dir: string): void {
  sqlite.run("CREATE TABLE IF NOT EXISTS schema_migrations (tag TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT");
  const known = readMigrations(dir);
  const pending = pendingOf(appliedTags(sqlite), known);
  if (pending.length === 0) return;
  if (pending.length < known.length && path !== ":memory:") backUp(sqlite, path, pending);
  for (const migration of pending) apply(sqlite, migration);
}

export function readMigrations(dir: string): Migration[] {
  const journal = JSON.parse(readFileSync(join(dir, "meta/_journal.json"), "utf8")) as {
    entries: { tag: string; when: number }[];
  };
  return journal.entries.map(({ tag, when }) => ({
    tag,
    created_at: when,
    statements: readFileSync(join(dir, `${tag}.sql`), "utf8").split("--> statement-breakpoint"),
  }));
}

/** Throws a MigrationError when the database is newer than this program. */
export function listPending(sqlite: Database, dir: string): Migration[] {
  return pendingOf(appliedTags(sqlite), readMigrations(dir));
}

function appliedTags(sqlite: Database): string[] {
  const rows = sqlite.query("SELECT tag FROM schema_migrations ORDER BY created_at").all() as { tag: string }[];
  return rows.map((row) => row.tag);
}

function pendingOf(applied: string[], known: Migration[]): Migration[] {
  const stranger = applied.find((tag) => !known.some((migration) => migration.tag === tag));
  if (stranger !== undefined)
    throw new MigrationError(
      `The database holds migration ${stranger}, which this version does not know: it is newer.`,
    );
  return known.filter((migration) => !applied.includes(migration.tag));
}

function backUp(sqlite: Database, path: string, pending: Migration[]): void {
  const target = `${path}.before-${pending[0]?.tag}`;
  const draft = `${target}.tmp`;
  rmSync(draft, { force: true });
  sqlite.query("VACUUM INTO ?").run(draft);
  // An older one of that name is from an upgrade that was taken back: it lacks what was written since.
  renameSync(draft, target);
  removeOldest(path);
}

/** Beside the database each is as large as it was. */
function removeOldest(path: string): void {
  const prefix = `${basename(path)}.before-`;
  const kept = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix) && !name.endsWith(".tmp"));
  const aged = kept.map((name) => join(dirname(path), name)).map((file) => ({ file, at: statSync(file).mtimeMs }));
  for (const { file } of aged.sort((a, b) => b.at - a.at).slice(KEPT)) rmSync(file);
}

export function apply(sqlite: Database, { tag, created_at, statements }: Migration): void {
  sqlite
    .transaction(() => {
      for (const statement of statements) sqlite.run(statement);
      refuseBroken(sqlite, tag);
      sqlite.query("INSERT INTO schema_migrations (tag, created_at) VALUES (?, ?)").run(tag, created_at);
    })
    .immediate();
}

/** Foreign keys are off while it migrates, so what it broke is found before it is committed. */
function refuseBroken(sqlite: Database, tag: string): void {
  const broken = sqlite.query("PRAGMA foreign_key_check").all() as { table: string; parent: string }[];
  const [first] = broken;
  if (!first) return;
  const example = `the first is in ${first.table} and points into ${first.parent}`;
  throw new MigrationError(`Migration ${tag} leaves ${broken.length} rows that point at nothing; ${example}`);
}
