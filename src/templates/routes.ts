import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, problems, router } from "~/http/router.ts";
import { Trigger } from "~/triggers/index.ts";
import { library } from "./library/index.ts";
import { Template, TemplateUse } from "./model.ts";
import { getTemplate, wireTemplate } from "./store.ts";
import { useTemplate } from "./use.ts";

const params = z.object({ id: z.string().max(100).openapi({ example: "pr-review" }) });
const tags = ["templates"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "The triggers that are shipped to begin with",
  responses: { 200: json("All of them.", z.object({ templates: z.array(Template) })), ...problems(401) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One template",
  request: { params },
  responses: { 200: json("The template.", Template), ...problems(401, 404) },
});

const use = createRoute({
  method: "post",
  path: "/{id}/use",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Create a trigger from a template, disabled",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(TemplateUse) },
  responses: {
    201: json("The trigger. A secret that was made is shown in this answer alone.", Trigger),
    ...problems(400, 401, 404, 413, 415),
  },
});

export function templateRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json({ templates: library.map(wireTemplate) }, 200))
    .openapi(show, (c) => c.json(wireTemplate(getTemplate(c.req.valid("param").id)), 200))
    .openapi(use, (c) => c.json(useTemplate(ctx, c.req.valid("param").id, c.req.valid("json")), 201));
}
