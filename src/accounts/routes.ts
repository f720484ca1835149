import { createRoute, z } from "@hono/zod-openapi";
import { BackendId } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { checkLogin, clearCooldowns } from "./check.ts";
import { Account, AccountInput, AccountPatch, LoginCheck } from "./model.ts";
import { createAccount, deleteAccount, updateAccount } from "./save.ts";
import { getAccount, listAccounts, wireAccount } from "./store.ts";

const params = z.object({ id: idParam("account") });
const tags = ["accounts"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List accounts by backend, the preferred first",
  request: { query: z.strictObject({ ...pageOf("account"), backend: BackendId.optional() }) },
  responses: {
    200: json("A page.", z.object({ accounts: z.array(Account), next_cursor: z.string().nullable() })),
    ...problems(400, 401, 404),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Create an account: a login in a directory, or a key",
  request: { body: jsonBody(AccountInput) },
  responses: { 201: json("The account.", Account), ...problems(400, 401, 409, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One account",
  request: { params },
  responses: { 200: json("The account.", Account), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change an account",
  description: "A `key` is replaced whole. With a new key or directory its cooldowns and windows are forgotten.",
  request: { params, body: jsonBody(AccountPatch) },
  responses: { 200: json("The account.", Account), ...problems(400, 401, 404, 409, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete an account; its directory stays",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404, 409) },
});

const check = createRoute({
  method: "post",
  path: "/{id}/check",
  "x-scope": "run",
  tags,
  summary: "Is somebody logged in?",
  description: "Decided by which variables and files are there: no credential is read and no provider is called.",
  request: { params },
  responses: { 200: json("What was found.", LoginCheck), ...problems(400, 401, 404) },
});

const clear = createRoute({
  method: "delete",
  path: "/{id}/cooldowns",
  "x-scope": "admin",
  tags,
  summary: "Clear all cooldowns of an account and of its backend",
  request: { params },
  responses: { 204: { description: "It may start again." }, ...problems(400, 401, 404) },
});

export function accountRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json(listAccounts(ctx, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(createAccount(ctx, c.req.valid("json")), 201))
    .openapi(show, (c) => c.json(wireAccount(ctx, getAccount(ctx.db.orm, c.req.valid("param").id)), 200))
    .openapi(update, (c) => c.json(updateAccount(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(remove, (c) => {
      deleteAccount(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(check, (c) => c.json(checkLogin(ctx, c.req.valid("param").id), 200))
    .openapi(clear, (c) => {
      clearCooldowns(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    });
}
