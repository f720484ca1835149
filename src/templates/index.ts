export { templateRoutes } from "./routes.ts";
export { prepareTemplates } from "./use.ts";
export { workflowTemplateRoutes } from "./workflow-routes.ts";
