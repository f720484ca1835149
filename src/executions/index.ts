export { NEWS, QUEUE } from "./bells.ts";
export { type Engine, startExecutions } from "./engine.ts";
export { followExecutions, type News, type Take } from "./follow.ts";
export { queueRoutes } from "./queue-routes.ts";
export { executionRoutes } from "./routes.ts";
export { setSlotLimit } from "./slots.ts";
export { EXECUTION_STREAM } from "./stream.ts";
export { isFull, refuseWhenFull, type Submission, type Submitted, submit } from "./submit.ts";
export { isDirectory } from "./workspace.ts";
