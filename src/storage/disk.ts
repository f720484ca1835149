import { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { freeBytes } from "~/kit/disk.ts";

const bytes = z.number().int();

export const DiskState = z
  .object({
    state: z.enum(["ok", "low", "full"]).openapi({
      description: "`low`: runs are stopped and none is started. `full`: nothing new is taken either.",
    }),
    banner: z.string().nullable().openapi({ description: "What people are to be shown; null while all is well." }),
    free_bytes: bytes,
    min_free_bytes: bytes,
    ballast: z.boolean().openapi({ description: "The room that is kept for when there is no other is there." }),
  })
  .openapi("DiskState");
export type DiskState = z.infer<typeof DiskState>;

/** How the disk of the data directory is, in words where somebody should do something. */
export function diskState({ ballast, config }: Context): DiskState {
  const free_bytes = freeBytes(config.data_dir);
  const min_free_bytes = config.MIN_FREE_DISK_BYTES;
  const state = ballast.full ? "full" : free_bytes < min_free_bytes ? "low" : "ok";
  return { state, banner: BANNERS[state], free_bytes, min_free_bytes, ballast: ballast.laid };
}

const REMEDY = "Make room on the disk of the data directory; the server goes on by itself.";
const BANNERS = {
  ok: null,
  low: `The disk is nearly full: executions are stopped and none is started. ${REMEDY}`,
  full: `The disk is full: deliveries and new executions are refused until there is room. ${REMEDY}`,
};
