export { agingRuns } from "./aging.ts";
export { decideRoutes } from "./decide-routes.ts";
export { startWorkflows } from "./engine.ts";
export { workflowRoutes } from "./routes.ts";
export { runRoutes } from "./run-routes.ts";
export { RUN_STREAM } from "./runs.ts";
