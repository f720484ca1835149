export { TRIGGERS } from "./bells.ts";
export type { Cause } from "./cause.ts";
export { closeChange, forgetChanges } from "./changes.ts";
export { Filter, holds, pathsOf } from "./filter.ts";
export { type Begun, fire, isHarmless } from "./fire.ts";
export { triggerFormRoutes } from "./form-routes.ts";
export type { Completed } from "./kinds/completion.ts";
export { Source, sourceOf, sources } from "./kinds/index.ts";
export type { Event } from "./kinds/kind.ts";
export { type CatchUp, type Fired, type ScheduleSource, schedule, scheduleRule } from "./kinds/schedule.ts";
export { Preview, PreviewInput, Secret, Trigger, TriggerInput, TriggerPatch } from "./model.ts";
export { FieldPath, find, isPlural, parsePath } from "./path.ts";
export { compile as compilePattern, steps as patternSteps, TEXT_LIMIT } from "./pattern.ts";
export { isLocalOnly } from "./policy.ts";
export { preview } from "./preview.ts";
export { promptRoutes } from "./prompt-routes.ts";
export { joinFields } from "./render.ts";
export { triggerRoutes } from "./routes.ts";
export { createTrigger, deleteTrigger, updateTrigger } from "./save.ts";
export { findExample, layOnce, prepareTriggers } from "./seed.ts";
export { standingTriggers } from "./standing.ts";
export type { AskedRun, Starter, Workflows } from "./start-workflow.ts";
export {
  actionsOf,
  completionsOf,
  getTrigger,
  heldByTriggers,
  listTriggers,
  listTriggersOf,
  namingWorkflow,
  secretsOf,
  snippetUsers,
  type TriggerRow,
  triggersById,
} from "./store.ts";
export { partsOf, placeholders } from "./template.ts";
export { setApart } from "./untrusted.ts";
export { printed } from "./values.ts";
export { visible } from "./visible.ts";
