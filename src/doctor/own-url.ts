import { isIP } from "node:net";
import type { Config } from "~/config.ts";

const EVERYWHERE: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Where the server of these settings is reached from this machine. */
export function ownUrl({ HOST, PORT }: Pick<Config, "HOST" | "PORT">): string {
  const host = EVERYWHERE[HOST] ?? HOST;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${PORT}`;
}
