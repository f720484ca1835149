export { retentionRoutes } from "./routes.ts";
export { startRetention } from "./start.ts";
