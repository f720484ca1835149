export { startBacklog } from "./backlog.ts";
export { githubSecrets } from "./github-receiver.ts";
export { inboxRoutes } from "./inbox-routes.ts";
export { deliveryPreviewRoutes } from "./preview-routes.ts";
export { startRetention } from "./retention.ts";
export { deliveryRoutes } from "./routes.ts";
export { signStandard } from "./signature.ts";
export { trialRoutes } from "./trial-routes.ts";
export type { Seams } from "./writers.ts";
