import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Product, ProductInput, ProductPatch } from "./model.ts";
import { createProduct, deleteProduct, updateProduct } from "./products.ts";
import { describeProduct, getProduct, listProducts } from "./store.ts";

const params = z.object({ id: idParam("product") });
const tags = ["products"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List products, newest first",
  request: { query: z.strictObject(pageOf("product")) },
  responses: {
    200: json("A page.", z.object({ products: z.array(Product), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Make a group for projects",
  request: { body: jsonBody(ProductInput) },
  responses: { 201: json("The product.", Product), ...problems(400, 401, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One product",
  request: { params },
  responses: { 200: json("The product.", Product), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change a product",
  request: { params, body: jsonBody(ProductPatch) },
  responses: { 200: json("The product.", Product), ...problems(400, 401, 404, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a product; its projects stay",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404) },
});

export function productRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listProducts(orm, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(createProduct(ctx, c.req.valid("json")), 201))
    .openapi(show, (c) => c.json(describeProduct(orm, getProduct(orm, c.req.valid("param").id)), 200))
    .openapi(update, (c) => c.json(updateProduct(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(remove, (c) => {
      deleteProduct(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    });
}
