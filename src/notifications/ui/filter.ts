import { readTexts } from "~/ui/search.ts";
import type { NotificationStatus } from "../model.ts";

/** What the last notifications are narrowed by. */
export interface NotificationFilter {
  status?: NotificationStatus;
}

export const readNotificationFilter = (search: Record<string, unknown>) =>
  readTexts(search, ["status"]) as NotificationFilter;
