export { type Act, audit, auditCommand } from "./audit.ts";
export { auditRoutes } from "./routes.ts";
