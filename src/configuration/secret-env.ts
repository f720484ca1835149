import { z } from "@hono/zod-openapi";
import { SETTINGS } from "~/config.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";

export const SecretEnv = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be the name of an environment variable")
  .optional()
  .openapi({
    description: "The variable of the server's environment that has its secret. Left out: it keeps what it has.",
  });

/** Throws a Fault `invalid` for a variable that is not set, and for one of the server's own. */
export function secretIn({ config }: Context, name: string): string {
  const secret = Object.hasOwn(SETTINGS, name) ? undefined : config.environment[name];
  if (secret !== undefined) return secret;
  const message = Object.hasOwn(SETTINGS, name)
    ? `${name} is a setting of the server itself; keep the secret in another variable`
    : `${name} is not set; set it in the server's environment and start it anew`;
  throw new Fault("invalid", `secret_env: ${message}`, { errors: [{ path: "secret_env", message }] });
}
