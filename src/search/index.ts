export { searchRoutes } from "./routes.ts";
export { startSearch } from "./start.ts";
