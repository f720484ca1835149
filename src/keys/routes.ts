import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Key, KeyInput, NewKey } from "./model.ts";
import { createKey, revokeKey, rotateKey } from "./save.ts";
import { listKeys } from "./store.ts";
import { mintStreamToken } from "./stream-token.ts";
import { actorOf } from "./who.ts";

const params = z.object({ id: idParam("key") });
const tags = ["keys"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "List keys, newest first",
  request: { query: z.strictObject(pageOf("key")) },
  responses: {
    200: json("A page.", z.object({ keys: z.array(Key), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Make a key; this answer alone shows it",
  request: { body: jsonBody(KeyInput) },
  responses: { 201: json("The key.", NewKey), ...problems(400, 401, 409, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Revoke a key, with the sessions and streams it has opened",
  request: { params },
  responses: { 204: { description: "It opens nothing any more." }, ...problems(400, 401, 404, 409) },
});

const rotate = createRoute({
  method: "post",
  path: "/{id}/rotate",
  "x-scope": "admin",
  tags,
  summary: "Make the key anew: the old one, its sessions and its streams end at once",
  request: { params },
  responses: { 200: json("The new key, in this answer alone.", NewKey), ...problems(400, 401, 404, 409) },
});

export function keyRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json(listKeys(ctx.db.orm, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(createKey(ctx, c.req.valid("json")), 201))
    .openapi(remove, (c) => {
      revokeKey(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(rotate, (c) => c.json(rotateKey(ctx, c.req.valid("param").id), 200));
}

const StreamToken = z
  .object({
    token: z.string(),
    expires_at: z.iso.datetime(),
    url: z.string().openapi({ description: "Relative: the path with the token." }),
  })
  .openapi("StreamToken");

/** `streamPaths` are the streams a token may be minted for. */
export function streamTokenRoutes(ctx: Context, streamPaths: readonly RegExp[]) {
  const path = z
    .string()
    .refine((value) => streamPaths.some((stream) => stream.test(value)), "must be the path of a stream of this server");
  return router().openapi(
    createRoute({
      method: "post",
      path: "/",
      "x-scope": "read",
      tags: ["streams"],
      summary: "Mint a token that opens one stream for a minute",
      request: { body: jsonBody(z.strictObject({ path })) },
      responses: { 201: json("The token.", StreamToken), ...problems(400, 401, 413, 415) },
    }),
    (c) => c.json(mintStreamToken(ctx, c.req.valid("json").path, actorOf(c)), 201),
  );
}
