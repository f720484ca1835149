import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { channelRoutes } from "../channel-routes.ts";
import type { notificationRoutes } from "../routes.ts";
import type { ruleRoutes } from "../rule-routes.ts";
import type { NotificationFilter } from "./filter.ts";

export const channels = hc<ReturnType<typeof channelRoutes>>("/admin/channels");
export const rules = hc<ReturnType<typeof ruleRoutes>>("/admin/notification-rules");
export const notifications = hc<ReturnType<typeof notificationRoutes>>("/admin/notifications");

/** Rules name them, so the form asks for as many as there may be. */
export const channelsQuery = paged(["channels"], (query) => ok(channels.index.$get({ query })), 200);
export const rulesQuery = paged(["rules"], (query) => ok(rules.index.$get({ query })));
export const notificationsQuery = (filter: NotificationFilter) =>
  paged(["notifications", filter], (page) => ok(notifications.index.$get({ query: { ...filter, ...page } })), 20);
