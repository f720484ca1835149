import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { json, jsonBody, problems, router } from "~/http/router.ts";
import { applyConfiguration } from "./apply.ts";
import { exportConfiguration } from "./export.ts";
import { Applied, ApplyInput, Configuration } from "./model.ts";
import { configurationSchema } from "./schema.ts";

const tags = ["configuration"];

const show = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "All that is configured, as one document without ids and secrets",
  responses: { 200: json("The document.", Configuration), ...problems(401, 409) },
});

const apply = createRoute({
  method: "post",
  path: "/apply",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Make the configuration as a document says, all of it or nothing",
  request: { body: jsonBody(ApplyInput) },
  responses: { 200: json("What differed.", Applied), ...problems(400, 401, 404, 409, 413, 415, 503) },
});

const schema = createRoute({
  method: "get",
  path: "/config.schema.json",
  tags,
  security: [],
  summary: "The JSON Schema of that document, for editors",
  responses: { 200: json("The schema.", z.record(z.string(), z.unknown())) },
});

export function configurationRoutes(ctx: Context) {
  return router()
    .openapi(show, (c) => c.json(exportConfiguration(ctx), 200))
    .openapi(apply, async (c) => c.json(await applyConfiguration(ctx, c.req.valid("json")), 200));
}

export function configurationSchemaRoutes() {
  let described: ReturnType<typeof configurationSchema> | undefined;
  return router().openapi(schema, (c) => {
    described ??= configurationSchema();
    return c.json(described, 200, { "Cache-Control": "public, max-age=3600" });
  });
}
