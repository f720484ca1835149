import { createSnippet, deleteSnippet, listSnippets, SnippetInput, updateSnippet } from "~/snippets/index.ts";
import { snippetUsers } from "~/triggers/index.ts";
import { ALL, itemOf, section } from "../section.ts";

export const snippets = section({
  item: SnippetInput,
  nameOf: ({ name }) => name,
  read: ({ db }) =>
    listSnippets(db.orm, ALL, snippetUsers).snippets.map((row) => ({ id: row.id, item: itemOf(SnippetInput, row) })),
  create: (ctx, { item }) => void createSnippet(ctx, item, snippetUsers),
  update: (ctx, { id, changed }) => void updateSnippet(ctx, id, changed, snippetUsers),
  remove: (ctx, id) => void deleteSnippet(ctx, id, snippetUsers),
});
