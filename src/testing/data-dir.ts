import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openDb } from "~/db/open.ts";

const MIGRATIONS = resolve(import.meta.dir, "../../drizzle");
const MAKERS = ["../db/open.ts", "../db/migrate.ts", "../../drizzle/meta/_journal.json"];

/** A data directory of a test's own. Its database is migrated already: for all tests together that is done once. */
export function freshDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "agented-test-"));
  copyFileSync(migrated(), join(dir, "agented.db"));
  return dir;
}

/** The file is named for what it was made by, and comes into being whole: tests may run side by side. */
function migrated(): string {
  const journal: { entries: { tag: string }[] } = JSON.parse(
    readFileSync(join(MIGRATIONS, "meta/_journal.json"), "utf8"),
  );
  const files = [
    ...MAKERS.map((path) => resolve(import.meta.dir, path)),
    ...journal.entries.map(({ tag }) => join(MIGRATIONS, `${tag}.sql`)),
  ];
  const hash = new Bun.CryptoHasher("sha256");
  for (const file of files) hash.update(readFileSync(file));
  const path = join(tmpdir(), `agented-migrated-${hash.digest("hex").slice(0, 16)}.db`);
  if (!existsSync(path)) make(path);
  return path;
}

function make(path: string): void {
  const dir = mkdtempSync(join(tmpdir(), "agented-migrated-"));
  const made = join(dir, "agented.db");
  openDb(made, MIGRATIONS).close();
  renameSync(made, path);
  rmSync(dir, { recursive: true });
}
