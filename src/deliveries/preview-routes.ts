import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { json, jsonBody, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Preview } from "~/triggers/index.ts";
import { DeliveryPreviewInput, previewDelivery } from "./preview.ts";

const try_out = createRoute({
  method: "post",
  path: "/{id}/preview",
  "x-scope": "read",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags: ["deliveries"],
  summary: "The prompt a trigger would send for a past delivery; nothing is started",
  request: { params: z.object({ id: idParam("delivery") }), body: jsonBody(DeliveryPreviewInput) },
  responses: { 200: json("The prompt.", Preview), ...problems(400, 401, 404, 413, 415) },
});

export function deliveryPreviewRoutes(ctx: Context) {
  return router().openapi(try_out, (c) =>
    c.json(previewDelivery(ctx, c.req.valid("param").id, c.req.valid("json")), 200),
  );
}
