import { z } from "@hono/zod-openapi";
import { eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { idParam } from "~/kit/ids.ts";
import { type Preview, PreviewInput, preview } from "~/triggers/index.ts";
import { parseBody } from "./receive.ts";
import { deliveries } from "./tables.ts";

export const DeliveryPreviewInput = z
  .strictObject({ trigger_id: idParam("trigger"), prompt_template: PreviewInput.shape.prompt_template })
  .openapi("DeliveryPreviewInput");
export type DeliveryPreviewInput = z.infer<typeof DeliveryPreviewInput>;

/** The prompt that a past delivery would send, whichever trigger it started then. Throws a Fault `not_found`. */
export function previewDelivery(
  ctx: Context,
  id: string,
  { trigger_id, prompt_template }: DeliveryPreviewInput,
): Preview {
  const { orm } = ctx.db;
  const row = orm
    .select({ body: deliveries.body, event: deliveries.event })
    .from(deliveries)
    .where(eq(deliveries.id, id))
    .get();
  if (!row) throw new Fault("not_found", `There is no delivery ${id}.`);
  return preview(
    ctx,
    trigger_id,
    { payload: parseBody(row.body), event: row.event ?? undefined, prompt_template },
    true,
  );
}
