import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Delivery, DeliveryFilter, DeliverySummary, Rejected, Replay, ReplayReceipt } from "./model.ts";
import { replay } from "./replay.ts";
import { describeDelivery, listDeliveries, listRejected } from "./store.ts";
import type { Seams } from "./writers.ts";

const params = z.object({ id: idParam("delivery") });
const tags = ["deliveries"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List deliveries, newest first",
  request: { query: DeliveryFilter },
  responses: {
    200: json("A page.", z.object({ deliveries: z.array(DeliverySummary), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const rejected = createRoute({
  method: "get",
  path: "/rejected",
  "x-scope": "read",
  tags,
  summary: "The last thousand that nobody vouched for, newest first",
  request: {
    query: z.strictObject({
      limit: pageOf("delivery").limit,
      cursor: z.coerce.number().int().min(0).optional().openapi({ description: "`next_cursor` of the page before." }),
    }),
  },
  responses: {
    200: json("A page.", z.object({ rejected: z.array(Rejected), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One delivery with its body and what it meant to each trigger",
  request: { params },
  responses: { 200: json("The delivery.", Delivery), ...problems(400, 401, 404) },
});

const again = createRoute({
  method: "post",
  path: "/{id}/replay",
  "x-scope": "run",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Take a delivery once more, as it came or with another body",
  description: "It becomes a delivery of its own, which repeats nothing. Strangers stay strangers, and loops end.",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(Replay) },
  responses: { 202: json("What came of it.", ReplayReceipt), ...problems(400, 401, 404, 413, 415, 503) },
});

export function inboxRoutes(ctx: Context, seams: Seams = {}) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listDeliveries(orm, c.req.valid("query")), 200))
    .openapi(rejected, (c) => c.json(listRejected(orm, c.req.valid("query")), 200))
    .openapi(show, (c) => c.json(describeDelivery(orm, c.req.valid("param").id), 200))
    .openapi(again, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await replay(ctx, c.get("scope"), seams, id, c.req.valid("json")), 202);
    });
}
