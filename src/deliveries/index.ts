export { startBacklog } from "./backlog.ts";
export { deliveryRoutes } from "./routes.ts";
export { signStandard } from "./signature.ts";
