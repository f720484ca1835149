import { and, eq, ne } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Snippet, SnippetInput, SnippetPatch } from "./model.ts";
import { getSnippet, type SnippetRow, type Users, wireSnippet } from "./store.ts";
import { snippets } from "./tables.ts";

/** Throws a Fault `conflict` where the name is taken. A template may have asked for it before it was there. */
export function createSnippet(ctx: Context, input: SnippetInput, users: Users): Snippet {
  return ctx.db.tx((tx) => {
    refuseTaken(tx, input.name);
    const now = ctx.clock.iso();
    const row = { id: ctx.newId("snippet"), ...input, created_at: now, updated_at: now };
    tx.insert(snippets).values(row).run();
    audit(ctx, tx, { action: "snippet.created", subject_id: row.id, after: row });
    return wireSnippet(row, users(tx));
  });
}

/** Throws a Fault `conflict` for a new name while templates name the old one: none of them is rewritten. */
export function updateSnippet(ctx: Context, id: string, patch: SnippetPatch, users: Users): Snippet {
  return ctx.db.tx((tx) => {
    const before = getSnippet(tx, id);
    const row = { ...before, ...patch, updated_at: ctx.clock.iso() };
    if (row.name !== before.name) refuseUsed(before, users(tx), "renamed");
    refuseTaken(tx, row.name, id);
    tx.update(snippets).set(row).where(eq(snippets.id, id)).run();
    audit(ctx, tx, { action: "snippet.updated", subject_id: id, before, after: row });
    return wireSnippet(row, users(tx));
  });
}

/** Throws a Fault `conflict` while templates name it. */
export function deleteSnippet(ctx: Context, id: string, users: Users): void {
  ctx.db.tx((tx) => {
    const before = getSnippet(tx, id);
    refuseUsed(before, users(tx), "deleted");
    tx.delete(snippets).where(eq(snippets.id, id)).run();
    audit(ctx, tx, { action: "snippet.deleted", subject_id: id, before });
  });
}

function refuseTaken(queries: Queries, name: string, id = ""): void {
  const others = and(eq(snippets.name, name), ne(snippets.id, id));
  if (!queries.select({ id: snippets.id }).from(snippets).where(others).get()) return;
  const errors = [{ path: "name", message: "is taken by another snippet" }];
  throw new Fault("conflict", `There is a snippet ${name} already: choose another name.`, {
    code: "name_taken",
    errors,
  });
}

function refuseUsed(row: SnippetRow, users: ReturnType<Users>, done: "renamed" | "deleted"): void {
  const names = wireSnippet(row, users).used_by.map(({ id, name }) => `${name} (${id})`);
  if (names.length === 0) return;
  const remedy = `take {snippet:${row.name}} out of their templates first`;
  throw new Fault("conflict", `It cannot be ${done} while it is used by ${names.join(", ")}: ${remedy}.`, {
    code: "snippet_used",
  });
}
