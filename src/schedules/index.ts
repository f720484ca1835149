export { agingFires } from "./aging.ts";
export { scheduleRoutes, triggerScheduleRoutes } from "./routes.ts";
export { startSchedules } from "./run.ts";
