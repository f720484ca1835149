import { sql } from "drizzle-orm";
import { agingRows } from "~/db/aging.ts";
import { schedule_fires } from "./tables.ts";

export const agingFires = agingRows("schedule_fires", schedule_fires, schedule_fires.id, (before) => {
  return sql`${schedule_fires.nominal_at} <= ${before} AND ${schedule_fires.outcome} <> 'waiting'`;
});
