import { count, inArray, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { After, Queries, Tx } from "./tx.ts";

/** How many rows of what. */
export type Counts = Record<string, number>;

/** What a feature keeps for a time and then no longer. Instants before and at `before` are too old. */
export interface Aging {
  /** How much would go by now, counted up to `MOST_COUNTED` of each. */
  due(queries: Queries, before: string): Counts;
  /** Removes some of it, at most about so many rows, and answers how many; nothing when all is done. */
  remove(tx: Tx, after: After, before: string, most: number): Counts;
}

/** After an upgrade a whole history may be due, and to count it all would hold the loop for seconds. */
export const MOST_COUNTED = 10_000;

export function countSome(queries: Queries, table: SQLiteTable, where: SQL): number {
  const some = queries
    .select({ one: sql`1`.as("one") })
    .from(table)
    .where(where)
    .limit(MOST_COUNTED)
    .as("some");
  return queries.select({ n: count() }).from(some).get()?.n ?? 0;
}

/** The rows of one table that a condition calls too old. */
export function agingRows(name: string, table: SQLiteTable, id: SQLiteColumn, old: (before: string) => SQL): Aging {
  return {
    due: (queries, before) => ({ [name]: countSome(queries, table, old(before)) }),
    remove(tx, _after, before, most) {
      const some = tx.select({ id }).from(table).where(old(before)).limit(most);
      return { [name]: tx.delete(table).where(inArray(id, some)).returning({ id }).all().length };
    },
  };
}
