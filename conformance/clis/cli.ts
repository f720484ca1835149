import { join, resolve } from "node:path";
import type { Probe } from "~/doctor/index.ts";
import { devDependencies } from "../package.json";

export type Permissions = "read_only" | "edit" | "full";

/** One real CLI: how it is made to talk to the stub, and where its pinned executable lies. */
export interface Cli extends Probe {
  version: string;
  /** The executable itself, never the npm shim: it gets our signals, and needs no postinstall script. */
  program: [string, ...string[]];
}

export function pinned(name: keyof typeof devDependencies): string {
  return devDependencies[name];
}

export function installed(path: string): string {
  return join(resolve(import.meta.dir, "../node_modules"), path);
}

/** As the platform packages spell it: `linux-x64`, `darwin-arm64`. */
export const PLATFORM = `${process.platform}-${process.arch}`;
