import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Rule, RuleInput, RulePatch } from "./rule-model.ts";
import { createRule, deleteRule, getRule, listRules, updateRule } from "./rules.ts";

const params = z.object({ id: idParam("rule") });
const tags = ["notifications"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List notification rules, newest first",
  request: { query: z.strictObject(pageOf("rule")) },
  responses: {
    200: json("A page.", z.object({ rules: z.array(Rule), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Say what is told of, and where",
  request: { body: jsonBody(RuleInput) },
  responses: { 201: json("The rule.", Rule), ...problems(400, 401, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One rule",
  request: { params },
  responses: { 200: json("The rule.", Rule), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change a rule; what it holds is looked at anew",
  request: { params, body: jsonBody(RulePatch) },
  responses: { 200: json("The rule.", Rule), ...problems(400, 401, 404, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a rule; what it holds is not told any more",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404) },
});

export function ruleRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listRules(orm, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(createRule(ctx, c.req.valid("json")), 201))
    .openapi(show, (c) => c.json(getRule(orm, c.req.valid("param").id), 200))
    .openapi(update, (c) => c.json(updateRule(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(remove, (c) => {
      deleteRule(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    });
}
