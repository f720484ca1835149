import { Database } from "bun:sqlite";

/** Another program's lock on the database, as a backup by hand would hold it. The answer lets it go. */
export function lockDatabase(path: string): () => void {
  const other = new Database(path);
  other.run("BEGIN IMMEDIATE");
  return () => {
    other.run("ROLLBACK");
    other.close();
  };
}
