export { detect, type World } from "./detect.ts";
export type * from "./kind.ts";
export { backends } from "./kinds/index.ts";
export { BackendId, backendConfig, backendOf, Detection, Permissions } from "./model.ts";
export { backendRoutes } from "./routes.ts";
export { accountSecrets } from "./secrets.ts";
export { fold } from "./seen.ts";
