export { aboutRoutes } from "./about.ts";
export { connectionRoutes } from "./connection.ts";
export { openReadiness, type Readiness } from "./health.ts";
export { homeRoutes } from "./home.ts";
export { healthRoutes } from "./routes.ts";
