/** What rings: every name in one place. */
export const QUEUE = "queue";
export const executionBell = (id: string) => `execution ${id}`;
/** An execution began to run, waits or has ended: the news say which. */
export const NEWS = "execution news";
/** Somebody wants this execution ended; its row says why. */
export const stopBell = (id: string) => `stop ${id}`;
