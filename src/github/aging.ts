import { sql } from "drizzle-orm";
import { agingRows } from "~/db/aging.ts";
import { github_actions } from "./tables.ts";

export const agingActions = agingRows("github_actions", github_actions, github_actions.seq, (before) => {
  return sql`${github_actions.updated_at} <= ${before} AND ${github_actions.status} <> 'pending'`;
});

/** An execution of which something is still to be done. */
export const heldByActions = sql`EXISTS (
  SELECT 1 FROM github_actions WHERE github_actions.execution_id = executions.id AND github_actions.status = 'pending')`;
