/** What rings: every name in one place. */
export const QUEUE = "queue";
export const executionBell = (id: string) => `execution ${id}`;
/** Somebody wants this execution ended; its row says why. */
export const stopBell = (id: string) => `stop ${id}`;
