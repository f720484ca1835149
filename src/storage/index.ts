export { type DiskState, diskState } from "./disk.ts";
export { storageRoutes } from "./routes.ts";
