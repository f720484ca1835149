import { and, desc, eq, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { requestStop } from "./cancel.ts";
import type { ExecutionRow } from "./store.ts";
import { executions } from "./tables.ts";

/** Ends all of one key that are not finished, for a newer one or another reason; answers their ids. */
export function supersede(ctx: Context, tx: Tx, after: After, key: string, detail?: string): string[] {
  const unfinished = sql`status IN ('queued', 'starting', 'running', 'waiting')`;
  const older = tx
    .select({ id: executions.id })
    .from(executions)
    .where(and(eq(executions.supersede_key, key), unfinished))
    .all();
  return older.flatMap(({ id }) => (requestStop(ctx, tx, after, id, "superseded", detail) ? id : []));
}

/** The newest execution of its key, where that one works on something newer: another head of the pull request, say. */
export function overtakenBy(queries: Queries, first: Pick<ExecutionRow, "supersede_key" | "ref">): string | undefined {
  if (first.supersede_key === null) return undefined;
  const same = eq(executions.supersede_key, first.supersede_key);
  const newest = queries.select().from(executions).where(same).orderBy(desc(executions.id)).limit(1).get();
  return newest && newest.ref !== first.ref ? newest.id : undefined;
}
