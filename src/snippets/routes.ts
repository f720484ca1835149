import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Snippet, SnippetInput, SnippetPatch } from "./model.ts";
import { createSnippet, deleteSnippet, updateSnippet } from "./save.ts";
import { getSnippet, listSnippets, type Users, wireSnippet } from "./store.ts";

const params = z.object({ id: idParam("snippet") });
const tags = ["snippets"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List snippets, newest first",
  request: { query: z.strictObject(pageOf("snippet")) },
  responses: {
    200: json("A page.", z.object({ snippets: z.array(Snippet), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Create a text that templates share as `{snippet:name}`",
  request: { body: jsonBody(SnippetInput) },
  responses: { 201: json("The snippet.", Snippet), ...problems(400, 401, 409, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One snippet",
  request: { params },
  responses: { 200: json("The snippet.", Snippet), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change a snippet, for all templates that name it; a used one keeps its name",
  request: { params, body: jsonBody(SnippetPatch) },
  responses: { 200: json("The snippet.", Snippet), ...problems(400, 401, 404, 409, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a snippet that no template names",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404, 409) },
});

export function snippetRoutes(ctx: Context, users: Users) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listSnippets(orm, c.req.valid("query"), users), 200))
    .openapi(create, (c) => c.json(createSnippet(ctx, c.req.valid("json"), users), 201))
    .openapi(show, (c) => c.json(wireSnippet(getSnippet(orm, c.req.valid("param").id), users(orm)), 200))
    .openapi(update, (c) => c.json(updateSnippet(ctx, c.req.valid("param").id, c.req.valid("json"), users), 200))
    .openapi(remove, (c) => {
      deleteSnippet(ctx, c.req.valid("param").id, users);
      return c.body(null, 204);
    });
}
