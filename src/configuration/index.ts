export type { Applied } from "./model.ts";
export { configurationRoutes, configurationSchemaRoutes } from "./routes.ts";
export { configurationSchema } from "./schema.ts";
