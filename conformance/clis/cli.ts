import { join, resolve } from "node:path";
import { devDependencies } from "../package.json";

export type Permissions = "read_only" | "edit" | "full";

/** The model API as a CLI is told of it. */
export interface Provider {
  url: string;
  key: string;
}

/** One real CLI: where its executable lies and what it needs to talk to the stub instead of a provider. */
export interface Cli {
  id: "claude" | "codex" | "gemini" | "opencode";
  version: string;
  /** The executable itself, never the npm shim: it gets our signals, and needs no postinstall script. */
  program: [string, ...string[]];
  model?: string;
  /** Writes its configuration below `home` and answers the variables of the default account. */
  prepare(home: string, provider: Provider): Record<string, string>;
  /** What it may ask of the stub; anything else would go to the internet in a real installation. */
  routes: RegExp;
}

export function pinned(name: keyof typeof devDependencies): string {
  return devDependencies[name];
}

export function installed(path: string): string {
  return join(resolve(import.meta.dir, "../node_modules"), path);
}

/** As the platform packages spell it: `linux-x64`, `darwin-arm64`. */
export const PLATFORM = `${process.platform}-${process.arch}`;
