export { agingAudit } from "./aging.ts";
export { type Act, audit, auditCommand } from "./audit.ts";
export { auditRoutes } from "./routes.ts";
export { addressOf } from "./store.ts";
