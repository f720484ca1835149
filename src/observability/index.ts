export { rereadLogLevel } from "./log-level.ts";
export { logLevelRoutes, metricsRoutes } from "./routes.ts";
export { startObservability, takeNote } from "./start.ts";
