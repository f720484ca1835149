import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";

const instant = z.iso.datetime();
const bytes = z.number().int();

export const CAUSES = ["person", "schedule"] as const;
export type Cause = (typeof CAUSES)[number];

/** What lies in a backup's directory beside its files. Never a secret, nor what one could be guessed by. */
export const Manifest = z.strictObject({
  format: z.literal(1),
  id: idParam("backup"),
  status: z.enum(["running", "done", "failed"]),
  cause: z.enum(CAUSES),
  created_at: instant,
  /** Of the program that made it. */
  version: z.string(),
  migrations: z.array(z.string()),
  counts: z.record(z.string(), z.number().int()),
  files: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z_.]+$/),
      size: bytes,
      /** Null of a key: a short one could be found by it. */
      sha256: z.string().nullable(),
    }),
  ),
  /** Whether the keys lie in it too. */
  secrets: z.boolean(),
  failure: z.string().nullable(),
});
export type Manifest = z.infer<typeof Manifest>;

export const Backup = z
  .object({
    id: idParam("backup"),
    status: Manifest.shape.status,
    cause: Manifest.shape.cause,
    created_at: instant,
    age_secs: z.number().int(),
    size_bytes: bytes.openapi({ description: "While it runs: what is written of it so far." }),
    expected_bytes: bytes.nullable().openapi({ description: "While it runs: about how large it gets." }),
    version: z.string().openapi({ description: "Of the program that made it." }),
    schema: z.string().nullable().openapi({ description: "The newest migration it has had." }),
    counts: Manifest.shape.counts.openapi({ description: "How many rows each table has." }),
    secrets: z.boolean().openapi({ description: "Whether the secret key and the API key lie in it." }),
    failure: z.string().nullable(),
    path: z.string().openapi({ description: "Its directory on the server's machine." }),
  })
  .openapi("Backup");
export type Backup = z.infer<typeof Backup>;

export const BackupCheck = z
  .object({
    whole: z.boolean(),
    faults: z.array(z.string()).openapi({ description: "What is wrong with it, one sentence each." }),
  })
  .openapi("BackupCheck");
export type BackupCheck = z.infer<typeof BackupCheck>;

export const BackupFilter = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: idParam("backup").optional(),
});
