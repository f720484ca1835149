import { sql } from "drizzle-orm";
import { agingRows } from "~/db/aging.ts";
import { notifications } from "./tables.ts";

/** What was told, and what could not be. */
export const agingNotifications = agingRows("notifications", notifications, notifications.id, (before) => {
  return sql`${notifications.created_at} <= ${before} AND ${notifications.status} NOT IN ('held', 'queued')`;
});
