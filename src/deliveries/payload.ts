import { eq } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { parseBody } from "./receive.ts";
import { deliveries } from "./tables.ts";

export interface Payload {
  payload: unknown;
  /** Somebody signed it. */
  verified: boolean;
}

/** What a delivery said; undefined when it is not kept any more. */
export function payloadOf(queries: Queries, delivery_id: string): Payload | undefined {
  const { body, verified } = deliveries;
  const row = queries.select({ body, verified }).from(deliveries).where(eq(deliveries.id, delivery_id)).get();
  return row && { payload: parseBody(row.body), verified: row.verified };
}
