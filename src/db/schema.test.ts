import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import { migrate, readMigrations } from "./migrate.ts";
import { schema } from "./schema.ts";

const dir = resolve(import.meta.dir, "../../drizzle");
const latest = readMigrations(dir).at(-1)?.tag.slice(0, 4);

test("drizzle-kit would write nothing: the migrations are those of the tables", async () => {
  const snapshot = await Bun.file(join(dir, `meta/${latest}_snapshot.json`)).json();
  const present = await generateSQLiteDrizzleJson(schema, snapshot.id);
  expect(await generateSQLiteMigration(snapshot, present)).toEqual([]);
});

test("every table is STRICT", () => {
  const sqlite = new Database(":memory:");
  migrate(sqlite, ":memory:", dir);
  const query = sqlite.query<{ name: string; strict: number }, []>(
    "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  const found = query.all();
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter(({ strict }) => strict === 0)).toEqual([]);
  sqlite.close();
});
