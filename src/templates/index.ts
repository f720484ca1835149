export { templateRoutes } from "./routes.ts";
export { prepareTemplates } from "./use.ts";
