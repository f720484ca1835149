import { sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { executions } from "./tables.ts";

/** The deliveries of executions that are not finished, as a part of a query: results go where they say. */
export function deliveriesAtWork(queries: Queries) {
  const unfinished = sql`status IN ('queued', 'starting', 'running', 'waiting') AND delivery_id IS NOT NULL`;
  return queries.select({ delivery_id: executions.delivery_id }).from(executions).where(unfinished);
}
