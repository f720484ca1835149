import { Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import type { Clock } from "~/kit/clock.ts";
import { copyDatabase } from "./copy.ts";
import { apply, listPending } from "./migrate.ts";

export interface Rehearsed {
  tag: string;
  statements: number;
  ms: number;
}

/** Runs what is pending on a copy beside the database, which stays as it is. Throws what the migrations throw. */
export function rehearse(path: string, dir: string, clock: Clock): Rehearsed[] {
  const copy = `${path}.rehearsal`;
  const remove = () => {
    for (const ending of ["", "-journal", "-wal", "-shm"]) rmSync(copy + ending, { force: true });
  };
  remove();
  try {
    copyDatabase(path, copy);
    using sqlite = new Database(copy);
    sqlite.run("PRAGMA foreign_keys = OFF");
    return listPending(sqlite, dir).map((migration) => {
      const began = clock.monotonic();
      apply(sqlite, migration);
      return { tag: migration.tag, statements: migration.statements.length, ms: clock.monotonic() - began };
    });
  } finally {
    remove();
  }
}
