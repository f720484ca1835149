export { startBacklog } from "./backlog.ts";
export { deliveryPreviewRoutes } from "./preview-routes.ts";
export { deliveryRoutes } from "./routes.ts";
export { signStandard } from "./signature.ts";
