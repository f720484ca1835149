export { connectionRoutes } from "./connection.ts";
export { homeRoutes } from "./home.ts";
export { healthRoutes } from "./routes.ts";
