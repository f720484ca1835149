export { agingActions, heldByActions } from "./aging.ts";
export { type MayWrite, mayWrite } from "./may-write.ts";
export type { Branch, Projects } from "./projects.ts";
export { actionRoutes, githubRoutes } from "./routes.ts";
export { startGithub } from "./start.ts";
export { type Target, targetIn, targetOf } from "./target.ts";
