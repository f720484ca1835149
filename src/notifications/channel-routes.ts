import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Channel, ChannelInput, ChannelPatch, TestResult } from "./channel-model.ts";
import { createChannel, deleteChannel, rotateChannel, updateChannel } from "./channel-save.ts";
import { getChannel, listChannels, wireChannel } from "./channel-store.ts";
import { testChannel } from "./test-channel.ts";

const params = z.object({ id: idParam("channel") });
const tags = ["notifications"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List channels, newest first",
  request: { query: z.strictObject(pageOf("channel")) },
  responses: {
    200: json("A page.", z.object({ channels: z.array(Channel), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Create a channel: where notifications go",
  request: { body: jsonBody(ChannelInput) },
  responses: {
    201: json("The channel. A secret that was made is shown in this answer alone.", Channel),
    ...problems(400, 401, 413, 415, 503),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One channel",
  request: { params },
  responses: { 200: json("The channel.", Channel), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change a channel",
  description:
    "A `target` is replaced whole; it keeps its secret when none is given and the kind stays (a password, when host " +
    "and port stay too).",
  request: { params, body: jsonBody(ChannelPatch) },
  responses: { 200: json("The channel.", Channel), ...problems(400, 401, 404, 413, 415, 503) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a channel that no rule sends to",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404, 409) },
});

const rotate = createRoute({
  method: "post",
  path: "/{id}/rotate",
  "x-scope": "admin",
  tags,
  summary: "Make a new signing secret; for a day both sign",
  request: { params },
  responses: { 200: json("The channel, with the secret.", Channel), ...problems(400, 401, 404, 409, 503) },
});

const try_it = createRoute({
  method: "post",
  path: "/{id}/test",
  "x-scope": "admin",
  tags,
  summary: "Send a test message now, also on a disabled channel",
  request: { params },
  responses: { 200: json("How it went.", TestResult), ...problems(400, 401, 404) },
});

export function channelRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listChannels(orm, c.req.valid("query")), 200))
    .openapi(create, async (c) => c.json(await createChannel(ctx, c.req.valid("json")), 201))
    .openapi(show, (c) => c.json(wireChannel(getChannel(orm, c.req.valid("param").id)), 200))
    .openapi(update, async (c) => c.json(await updateChannel(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(remove, (c) => {
      deleteChannel(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(rotate, (c) => c.json(rotateChannel(ctx, c.req.valid("param").id), 200))
    .openapi(try_it, async (c) => c.json(await testChannel(ctx, c.req.valid("param").id), 200));
}
