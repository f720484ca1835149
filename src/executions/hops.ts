import { inArray, max } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { executions } from "./tables.ts";

/** The most hops that any of these executions is away from an event of the world; 0 when none of them is known. */
export function mostHops(queries: Queries, ids: string[]): number {
  const most = queries
    .select({ hops: max(executions.hops) })
    .from(executions)
    .where(inArray(executions.id, ids))
    .get();
  return most?.hops ?? 0;
}
