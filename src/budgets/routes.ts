import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { getBudget } from "./budget-store.ts";
import { describeBudget, describePage, describeWithEvents } from "./describe.ts";
import { Estimate, EstimateInput, estimate } from "./estimate.ts";
import { Budget, BudgetInput, BudgetPatch, BudgetWithEvents } from "./model.ts";
import { createBudget, deleteBudget, updateBudget } from "./save.ts";

const params = z.object({ id: idParam("budget") });
const tags = ["budgets"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List budgets with what is spent, newest first",
  request: { query: z.strictObject(pageOf("budget")) },
  responses: {
    200: json("A page.", z.object({ budgets: z.array(Budget), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Set a cap",
  request: { body: jsonBody(BudgetInput) },
  responses: { 201: json("The budget.", Budget), ...problems(400, 401, 413, 415) },
});

const guess = createRoute({
  method: "post",
  path: "/estimate",
  "x-scope": "read",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "What a prompt may use and cost, and which budgets it would exceed",
  request: { body: jsonBody(EstimateInput) },
  responses: { 200: json("The estimate.", Estimate), ...problems(400, 401, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One budget with what it did",
  request: { params },
  responses: { 200: json("The budget.", BudgetWithEvents), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change a budget",
  request: { params, body: jsonBody(BudgetPatch) },
  responses: { 200: json("The budget.", Budget), ...problems(400, 401, 404, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a budget",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404) },
});

export function budgetRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(describePage(ctx, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(describeBudget(ctx, createBudget(ctx, c.req.valid("json"))), 201))
    .openapi(guess, (c) => c.json(estimate(ctx, c.req.valid("json")), 200))
    .openapi(show, (c) => c.json(describeWithEvents(ctx, getBudget(orm, c.req.valid("param").id)), 200))
    .openapi(update, (c) => {
      const row = updateBudget(ctx, c.req.valid("param").id, c.req.valid("json"));
      return c.json(describeBudget(ctx, row), 200);
    })
    .openapi(remove, (c) => {
      deleteBudget(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    });
}
