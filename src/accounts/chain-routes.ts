import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, problems, router } from "~/http/router.ts";
import { readDefaultChain, writeDefaultChain } from "./chain.ts";
import { DefaultChain } from "./model.ts";

const tags = ["accounts"];

const Answer = z
  .object({
    ...DefaultChain.shape,
    warnings: z.array(z.string()).openapi({ description: "What a person should know before it is used." }),
  })
  .openapi("StoredDefaultChain");

const show = createRoute({
  method: "get",
  path: "/default",
  "x-scope": "read",
  tags,
  summary: "The chain of whatever names none of its own",
  responses: { 200: json("The chain.", Answer), ...problems(401) },
});

const replace = createRoute({
  method: "put",
  path: "/default",
  "x-scope": "admin",
  tags,
  summary: "Replace the default chain, for what is queued from now on",
  request: { body: jsonBody(DefaultChain) },
  responses: { 200: json("The chain.", Answer), ...problems(400, 401, 413, 415) },
});

export function chainRoutes(ctx: Context) {
  return router()
    .openapi(show, (c) => c.json(readDefaultChain(ctx), 200))
    .openapi(replace, (c) => c.json(writeDefaultChain(ctx, c.req.valid("json")), 200));
}
