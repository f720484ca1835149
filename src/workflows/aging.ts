import { sql } from "drizzle-orm";
import { agingRows } from "~/db/aging.ts";
import { runs } from "./tables.ts";

/** With their nodes and what was told of them. One that another run waits for goes after that. */
export const agingRuns = agingRows("runs", runs, runs.id, (before) => {
  return sql`${runs.ended_at} <= ${before} AND NOT EXISTS (
    SELECT 1 FROM run_nodes WHERE run_nodes.child_run_id = ${runs.id} AND run_nodes.ended_at IS NULL)`;
});
