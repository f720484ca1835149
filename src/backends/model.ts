import { z } from "@hono/zod-openapi";
import { Fault } from "../kit/fault.ts";
import type { BackendKind } from "./kind.ts";
import { backends } from "./kinds/index.ts";

export type BackendId = keyof typeof backends;

// `Object.keys` forgets what the type of a literal object still knows.
export const BackendId = z.enum(Object.keys(backends) as [BackendId, ...BackendId[]]).openapi("BackendId");

export const Permissions = z.enum(["read_only", "edit", "full"]).openapi("Permissions");
export type Permissions = z.infer<typeof Permissions>;

export type Detection = z.infer<typeof Detection>;
export const Detection = z
  .object({
    id: z.string().describe("Which backend this is"),
    title: z.string(),
    installed: z.boolean(),
    version: z.string().nullable().describe("What the CLI itself answers; null when it was not asked or did not say"),
    path: z.string().nullable().describe("Where the CLI lies"),
    logged_in: z.boolean().nullable().describe("Whether credentials are in place; null where there is no login"),
    key_variables: z
      .array(z.string())
      .describe("Which variables may hold a key of an account; none where there is no login"),
    next_step: z.string().nullable().describe("What to do before this backend can be used; null when it is ready"),
    command: z.string().nullable().describe("What is typed on the server's machine for that, where a command does it"),
  })
  .openapi("Backend");

/** Throws a Fault `invalid` that names the known ones. */
export function backendOf(id: string): BackendKind {
  if (isBackend(id)) return backends[id];
  const message = `There is no backend \`${id}\`; known are ${Object.keys(backends).join(", ")}.`;
  throw new Fault("invalid", message, { errors: [{ path: "backend", message }] });
}

/** The schema of what `backend_config` may hold for this backend. */
export function backendConfig(id: string): z.ZodObject {
  return backendOf(id).config;
}

/** Of a `backend_config` what this backend takes: in a chain it is of whichever entry can use it. */
export function configFor({ config }: BackendKind, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in config.shape));
}

function isBackend(id: string): id is BackendId {
  return Object.hasOwn(backends, id);
}
