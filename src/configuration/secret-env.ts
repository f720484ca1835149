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

/**
 * What stands in a variable, if it is a secret such as the API takes. Throws a Fault `invalid` for one that is not, for a
 * variable that is not set, and for one of the server's own; what it holds stands in none of them.
 */
export function secretIn({ config }: Context, name: string, schema: z.ZodType<string>): string {
  if (Object.hasOwn(SETTINGS, name))
    refuse(`${name} is a setting of the server itself; keep the secret in another variable`);
  const secret = config.environment[name];
  if (secret === undefined) refuse(`${name} is not set; set it in the server's environment and start it anew`);
  const parsed = schema.safeParse(secret);
  if (parsed.success) return parsed.data;
  return refuse(`${name} ${parsed.error.issues[0]?.message}`);
}

function refuse(message: string): never {
  throw new Fault("invalid", `secret_env: ${message}`, { errors: [{ path: "secret_env", message }] });
}
