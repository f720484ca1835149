import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { endBrowser, endOtherBrowsers, listBrowsers } from "./browsers.ts";
import { BrowserSession } from "./model.ts";
import { actorOf } from "./who.ts";

const tags = ["session"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "List the browsers that are signed in, newest first",
  request: { query: z.strictObject(pageOf("session")) },
  responses: {
    200: json("A page.", z.object({ sessions: z.array(BrowserSession), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const end = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Sign a browser out, and end the streams that are open by it",
  request: { params: z.object({ id: idParam("session") }) },
  responses: { 204: { description: "Signed out." }, ...problems(400, 401, 404) },
});

const endOthers = createRoute({
  method: "delete",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Sign all browsers out but the one that asks",
  responses: { 204: { description: "Signed out." }, ...problems(401) },
});

/** The browsers that are signed in, with whichever key. */
export function browserRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json(listBrowsers(ctx, c.req.valid("query")), 200))
    .openapi(end, (c) => {
      endBrowser(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(endOthers, (c) => {
      endOtherBrowsers(ctx, actorOf(c).session_id);
      return c.body(null, 204);
    });
}
