import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Notification, NotificationFilter, NotificationWithAttempts } from "./model.ts";
import { describeNotification, listNotifications, retryNotification } from "./notification-store.ts";

const params = z.object({ id: idParam("notification") });
const tags = ["notifications"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List what was told, newest first",
  request: { query: NotificationFilter },
  responses: {
    200: json("A page.", z.object({ notifications: z.array(Notification), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One notification with each time it was sent",
  request: { params },
  responses: { 200: json("The notification.", NotificationWithAttempts), ...problems(400, 401, 404) },
});

const again = createRoute({
  method: "post",
  path: "/{id}/retry",
  "x-scope": "run",
  tags,
  summary: "Send one that failed, or waits for its next try, now",
  request: { params },
  responses: { 202: json("It is queued.", Notification), ...problems(400, 401, 404, 409) },
});

export function notificationRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(list, (c) => c.json(listNotifications(orm, c.req.valid("query")), 200))
    .openapi(show, (c) => c.json(describeNotification(orm, c.req.valid("param").id), 200))
    .openapi(again, (c) => c.json(retryNotification(ctx, c.req.valid("param").id), 202));
}
