export { fill, lay, refuseWithoutRoom } from "./create.ts";
export { lastBackupAt } from "./describe.ts";
export { findBackup, restoreBackup } from "./restore.ts";
export { backupRoutes } from "./routes.ts";
export { backupsDir } from "./shelf.ts";
export { startBackups } from "./start.ts";
export { verifyBackup } from "./verify.ts";
