import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, jsonBody, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { runTrigger } from "./by-hand.ts";
import { RunInput, Started, Trigger, TriggerInput, TriggerPatch, TriggerQuery } from "./model.ts";
import { Rotation, rotateSecret } from "./rotate.ts";
import { createTrigger, deleteTrigger, updateTrigger } from "./save.ts";
import { getTrigger, listTriggers, wireTrigger } from "./store.ts";

const params = z.object({ id: idParam("trigger") });
const tags = ["triggers"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List triggers, newest first",
  request: { query: TriggerQuery },
  responses: {
    200: json("A page.", z.object({ triggers: z.array(Trigger), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Create a trigger",
  request: { body: jsonBody(TriggerInput) },
  responses: {
    201: json("The trigger. A secret that was made is shown in this answer alone.", Trigger),
    ...problems(400, 401, 413, 415),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One trigger",
  request: { params },
  responses: { 200: json("The trigger.", Trigger), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Change a trigger",
  description: "A `source` is replaced whole; it keeps its secret when the kind stays and none is given.",
  request: { params, body: jsonBody(TriggerPatch) },
  responses: { 200: json("The trigger.", Trigger), ...problems(400, 401, 404, 413, 415) },
});

const rotate = createRoute({
  method: "post",
  path: "/{id}/secret/rotate",
  "x-scope": "admin",
  tags,
  summary: "Give a webhook trigger a new secret, beside the old one for a while",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(Rotation) },
  responses: {
    200: json("The trigger. A secret that was made is shown in this answer alone.", Trigger),
    ...problems(400, 401, 404, 409, 413, 415),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a trigger; its executions stay",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404) },
});

const start = createRoute({
  method: "post",
  path: "/{id}/run",
  "x-scope": "run",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Start an execution or a run by hand, also of a disabled trigger",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(RunInput) },
  responses: {
    202: json("It is queued.", Started),
    ...problems(400, 401, 404, 409, 413, 415, 503),
  },
});

export function triggerRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listTriggers(orm, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(createTrigger(ctx, c.req.valid("json")), 201))
    .openapi(show, (c) => c.json(wireTrigger(orm, getTrigger(orm, c.req.valid("param").id)), 200))
    .openapi(update, (c) => c.json(updateTrigger(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(rotate, (c) => c.json(rotateSecret(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(remove, (c) => {
      deleteTrigger(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(start, (c) => c.json(runTrigger(ctx, c.get("scope"), c.req.valid("param").id, c.req.valid("json")), 202));
}
