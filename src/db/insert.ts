import { getTableColumns, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Orm } from "./tx.ts";

export type Insert = <T extends SQLiteTable>(table: T, row: T["$inferInsert"]) => void;

/** INSERTs that are prepared once per table. A field that is not given takes its column's default. */
export function inserter(orm: Orm): Insert {
  const prepared = new Map<SQLiteTable, (row: Record<string, unknown>) => void>();
  return (table, row) => {
    const insert = prepared.get(table) ?? prepare(orm, table);
    prepared.set(table, insert);
    insert(row);
  };
}

function prepare(orm: Orm, table: SQLiteTable) {
  const columns = Object.entries(getTableColumns(table));
  const values = Object.fromEntries(columns.map(([name]) => [name, sql`${sql.placeholder(name)}`]));
  const statement = orm.insert(table).values(values).prepare();
  return (row: Record<string, unknown>) => {
    const encoded = columns.map(([name, column]) => {
      const value = row[name] ?? column.default ?? null;
      return [name, value === null ? null : column.mapToDriverValue(value)];
    });
    statement.run(Object.fromEntries(encoded));
  };
}
