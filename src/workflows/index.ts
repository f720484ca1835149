export { agingRuns } from "./aging.ts";
export { decideRoutes } from "./decide-routes.ts";
export { startWorkflows } from "./engine.ts";
export { workflowFormRoutes } from "./form-routes.ts";
export { workflowRoutes } from "./routes.ts";
export { runRoutes } from "./run-routes.ts";
export { RUN_STREAM } from "./runs.ts";
export { waitingRoutes } from "./waiting.ts";
