import { count, inArray, type SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { After, Queries, Tx } from "./tx.ts";

/** How many rows of what. */
export type Counts = Record<string, number>;

/** What a feature keeps for a time and then no longer. Instants before and at `before` are too old. */
export interface Aging {
  /** How much would go by now. */
  due(queries: Queries, before: string): Counts;
  /** Removes some of it, at most about so many rows, and answers how many; nothing when all is done. */
  remove(tx: Tx, after: After, before: string, most: number): Counts;
}

/** The rows of one table that a condition calls too old. */
export function agingRows(name: string, table: SQLiteTable, id: SQLiteColumn, old: (before: string) => SQL): Aging {
  return {
    due: (queries, before) => ({ [name]: queries.select({ n: count() }).from(table).where(old(before)).get()?.n ?? 0 }),
    remove(tx, _after, before, most) {
      const some = tx.select({ id }).from(table).where(old(before)).limit(most);
      return { [name]: tx.delete(table).where(inArray(id, some)).returning({ id }).all().length };
    },
  };
}
