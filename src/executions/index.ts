export { agingExecutions } from "./aging.ts";
export { artifactRoutes } from "./artifacts/routes.ts";
export { NEWS, QUEUE } from "./bells.ts";
export { bulkRoutes } from "./bulk-routes.ts";
export { requestStop } from "./cancel.ts";
export { countNow, failedSince } from "./counts.ts";
export { type Engine, startExecutions } from "./engine.ts";
export { followExecutions, type News, type Take } from "./follow.ts";
export { mostHops } from "./hops.ts";
export { type Attempt, type Execution, ExecutionSummary, GroupId, Line, Tags } from "./model.ts";
export { heldByExecutions } from "./project.ts";
export { queueRoutes } from "./queue-routes.ts";
export { recentOf } from "./recent.ts";
export { executionRoutes } from "./routes.ts";
export { setSlotLimit } from "./slots.ts";
export { FINISHED, isFinished, STATUSES, Status } from "./status.ts";
export {
  type AttemptRow,
  type ExecutionRow,
  findExecution,
  getExecution,
  getSummary,
  linesAfter,
  listAttempts,
  listExecutions,
} from "./store.ts";
export { EXECUTION_STREAM, executionFeed } from "./stream.ts";
export { isFull, refuseWhenFull, type Submission, type Submitted, submit } from "./submit.ts";
export { supersede } from "./supersede.ts";
export { transcriptRoutes } from "./transcript/routes.ts";
export { isDirectory, WorkingDir } from "./workspace.ts";
