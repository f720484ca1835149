import { chownSync, mkdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { z } from "@hono/zod-openapi";
import type { Config } from "~/config.ts";
import type { SystemUser } from "~/process/index.ts";

/** False also for a path that no system takes, and one that leads through a file. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

export const WorkingDir = z
  .string()
  .max(4_096)
  .refine(isAbsolute, "must be an absolute path")
  .refine(isDirectory, "must be a directory that exists");

export function isOwnWorkspace(config: Config, dir: string): boolean {
  return dirname(resolve(dir)) === join(config.data_dir, "workspaces");
}

/** Our own workspaces are made when they are needed; a directory that somebody named must be there. */
export function prepareWorkspace(config: Config, dir: string, user: SystemUser | undefined): boolean {
  if (isOwnWorkspace(config, dir)) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (user) chownSync(dir, user.uid, user.gid);
  }
  return isDirectory(dir);
}
