import { sql } from "drizzle-orm";
import { agingRows } from "~/db/aging.ts";
import { reviews } from "./tables.ts";

export const agingReviews = agingRows("reviews", reviews, reviews.id, (before) => {
  return sql`${reviews.updated_at} <= ${before} AND ${reviews.status} NOT IN ('queued', 'starting', 'running', 'waiting')`;
});
