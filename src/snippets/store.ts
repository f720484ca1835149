import { desc, eq, lt, sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Snippet } from "./model.ts";
import { namesIn } from "./names.ts";
import { snippets } from "./tables.ts";

export type SnippetRow = typeof snippets.$inferSelect;

/** Everything that names a snippet, whatever it is: those who use snippets know that, and snippets do not know them. */
export type Users = (queries: Queries) => { id: string; name: string; snippets: string[] }[];

/** Throws a Fault `not_found`. */
export function getSnippet(queries: Queries, id: string): SnippetRow {
  const row = queries.select().from(snippets).where(eq(snippets.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no snippet ${id}.`);
  return row;
}

/** A page, newest first. */
export function listSnippets(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }, users: Users) {
  const older = cursor ? lt(snippets.id, cursor) : undefined;
  const query = queries.select().from(snippets).where(older).orderBy(desc(snippets.id));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  const all = users(queries);
  return { snippets: page.map((row) => wireSnippet(row, all)), next_cursor };
}

/** The texts that a template asks for; what there is none of is left out. */
export function snippetsIn(queries: Queries, template: string): ReadonlyMap<string, string> {
  const names = namesIn(template);
  if (names.length === 0) return new Map();
  // As one value: a list of thousands would have more than SQLite binds.
  const named = sql`${snippets.name} IN (SELECT value FROM json_each(${JSON.stringify(names)}))`;
  const rows = queries.select().from(snippets).where(named).all();
  return new Map(rows.map(({ name, text }) => [name, text]));
}

export function wireSnippet(row: SnippetRow, users: ReturnType<Users>): Snippet {
  const using = users.filter((user) => user.snippets.includes(row.name));
  return { ...row, used_by: using.map(({ id, name }) => ({ id, name })) };
}
