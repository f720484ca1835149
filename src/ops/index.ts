export { connectionRoutes } from "./connection.ts";
export { openReadiness, type Readiness } from "./health.ts";
export { healthRoutes } from "./routes.ts";
