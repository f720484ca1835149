import { eq } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { parseBody } from "./receive.ts";
import { deliveries } from "./tables.ts";

export interface Payload {
  payload: unknown;
  /** Its sender signed it: what a person made up to try a trigger is none. */
  verified: boolean;
}

/** What a delivery said; undefined when it is not kept any more. */
export function payloadOf(queries: Queries, delivery_id: string): Payload | undefined {
  const { body, verified, origin } = deliveries;
  const row = queries.select({ body, verified, origin }).from(deliveries).where(eq(deliveries.id, delivery_id)).get();
  return row && { payload: parseBody(row.body), verified: row.verified && row.origin !== "test" };
}
