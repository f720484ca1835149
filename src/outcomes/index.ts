export { describeOutcome } from "./describe.ts";
export { Action, ActionKind, Finding, Outcome, SEVERITIES } from "./model.ts";
export { RESULT_FILE, RESULT_VARIABLE, readOutcome, type Told } from "./read.ts";
export { outcomeRoutes } from "./routes.ts";
