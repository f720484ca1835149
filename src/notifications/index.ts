export { agingNotifications } from "./aging.ts";
export { channelRoutes } from "./channel-routes.ts";
export { notificationRoutes } from "./routes.ts";
export { ruleRoutes } from "./rule-routes.ts";
export { startNotifications } from "./start.ts";
