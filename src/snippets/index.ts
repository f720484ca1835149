export { namesIn } from "./names.ts";
export { snippetRoutes } from "./routes.ts";
export { snippetsIn, type Users } from "./store.ts";
