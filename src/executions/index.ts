export { type Engine, startExecutions } from "./engine.ts";
export { executionRoutes } from "./routes.ts";
export { setSlotLimit } from "./slots.ts";
export { EXECUTION_STREAM } from "./stream.ts";
export { type Submission, type Submitted, submit } from "./submit.ts";
export { isDirectory } from "./workspace.ts";
