/** Rings when there may be something to send. */
export const NOTIFICATIONS = "notifications";
