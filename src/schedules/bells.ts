/** Rings when a schedule may come due at another time than before. */
export const SCHEDULES = "schedules";
