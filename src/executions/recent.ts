import { sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import type { Status } from "./status.ts";
import { executions } from "./tables.ts";

/** An execution as a bar among others. */
export interface Recent {
  id: string;
  trigger_id: string;
  status: Status;
  created_at: string;
}

/** The newest executions of each of these triggers, newest first: of each one a step in the index, all in one query. */
export function recentOf(queries: Queries, trigger_ids: readonly string[], most: number): Recent[] {
  const { id, trigger_id, status, created_at } = executions;
  return queries.all<Recent>(sql`
    SELECT ${id}, ${trigger_id}, ${status}, ${created_at}
    FROM json_each(${JSON.stringify(trigger_ids)}) AS asked
    JOIN ${executions} ON ${id} IN (
      SELECT id FROM executions WHERE trigger_id = asked.value ORDER BY id DESC LIMIT ${most}
    )
    ORDER BY ${id} DESC`);
}
