import { eq } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import type { Source } from "./model.ts";
import { parseBody } from "./receive.ts";
import type { DeliveryRow } from "./store.ts";
import { deliveries } from "./tables.ts";

export interface Payload {
  payload: unknown;
  source: Source;
  /** Its sender signed it: what a person made up, or changed before it was played again, is none. */
  verified: boolean;
}

/** What a delivery said; undefined when it is not kept any more. */
export function payloadOf(queries: Queries, delivery_id: string): Payload | undefined {
  const row = find(queries, delivery_id);
  return row && { payload: parseBody(row.body), source: row.source, verified: isSigned(queries, row) };
}

function isSigned(queries: Queries, { origin, verified, replay_of, body_hash }: DeliveryRow): boolean {
  if (origin !== "replay") return origin === "sent" && verified;
  const first = replay_of === null ? undefined : find(queries, replay_of);
  return first?.body_hash === body_hash && isSigned(queries, first);
}

function find(queries: Queries, id: string): DeliveryRow | undefined {
  return queries.select().from(deliveries).where(eq(deliveries.id, id)).get();
}
