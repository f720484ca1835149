import { z } from "@hono/zod-openapi";

const counts = z.record(z.string(), z.number().int());
const instant = z.iso.datetime();

export const Sweep = z
  .object({
    began_at: instant,
    ended_at: instant.nullable().openapi({ description: "Null while it goes on." }),
    removed: counts,
  })
  .openapi("Sweep");
export type Sweep = z.infer<typeof Sweep>;

export const Retention = z
  .object({
    retention_days: z.number().int(),
    audit_retention_days: z.number().int(),
    due: counts.openapi({
      description: "How many rows of what the next sweep would remove, counted up to `most_counted` of each.",
    }),
    most_counted: z.number().int(),
    last_sweep: z.union([Sweep, z.null()]),
  })
  .openapi("Retention");
