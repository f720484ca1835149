import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { Price, PriceImport, PriceImported, PriceInput } from "./price-model.ts";
import { importPrices, listPrices, removePrice, setPrice } from "./price-store.ts";

const { limit } = pageOf("budget");
const cursor = z.string().max(300).optional().openapi({ description: "`next_cursor` of the page before." });
const contains = z.string().max(300).optional().openapi({ description: "Of the models those whose name holds this." });
const params = z.object({ model: z.string().min(1).max(300) });
const tags = ["prices"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "What a token costs, by model",
  request: { query: z.strictObject({ limit, cursor, contains }) },
  responses: {
    200: json("A page, by name.", z.object({ prices: z.array(Price), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const set = createRoute({
  method: "put",
  path: "/{model}",
  "x-scope": "admin",
  tags,
  summary: "Set the price of a model by hand",
  description: "What was used before keeps the cost it had.",
  request: { params, body: jsonBody(PriceInput) },
  responses: { 200: json("The price.", Price), ...problems(400, 401, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{model}",
  "x-scope": "admin",
  tags,
  summary: "Take a model back to its shipped price, or out of the table",
  request: { params },
  responses: { 204: { description: "It is done." }, ...problems(400, 401, 404) },
});

const bring = createRoute({
  method: "post",
  path: "/import",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Import prices from LiteLLM's public file",
  request: { body: jsonBody(PriceImport) },
  responses: { 200: json("What became of the entries.", PriceImported), ...problems(400, 401, 413, 415) },
});

export function priceRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json(listPrices(ctx.db.orm, c.req.valid("query")), 200))
    .openapi(bring, (c) => c.json(importPrices(ctx, c.req.valid("json")), 200))
    .openapi(set, (c) => c.json(setPrice(ctx, c.req.valid("param").model, c.req.valid("json")), 200))
    .openapi(remove, (c) => {
      removePrice(ctx, c.req.valid("param").model);
      return c.body(null, 204);
    });
}
